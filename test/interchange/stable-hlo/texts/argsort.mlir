module @typegrad {
  func.func public @main(
      %arg0: tensor<2x2xf32>
  ) -> (
      tensor<2x2xi32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.iota dim = 1 : tensor<2x2xi32>
    %1:2 = "stablehlo.sort"(%arg0, %0) <{dimension = 1 : i64, is_stable = true}> ({
    ^bb0(%2: tensor<f32>, %3: tensor<f32>, %4: tensor<i32>, %5: tensor<i32>):
      %6 = stablehlo.compare LT, %2, %3, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %7 = stablehlo.compare NE, %3, %3, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %8 = stablehlo.compare NE, %2, %2, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %9 = stablehlo.not %8 : tensor<i1>
      %10 = stablehlo.and %7, %9 : tensor<i1>
      %11 = stablehlo.or %6, %10 : tensor<i1>
      stablehlo.return %11 : tensor<i1>
    }) : (tensor<2x2xf32>, tensor<2x2xi32>) -> (tensor<2x2xf32>, tensor<2x2xi32>)
    return %1#1 : tensor<2x2xi32>
  }
}
