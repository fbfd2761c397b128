module @typegrad {
  func.func public @main(
      %arg0: tensor<2x2xi32>,
      %arg1: tensor<2x2xf32>
  ) -> (
      tensor<2x2xf32> {jax.result_info = "result0"}
  ) {
    %0:2 = "stablehlo.sort"(%arg0, %arg1) <{dimension = 1 : i64, is_stable = true}> ({
    ^bb0(%1: tensor<i32>, %2: tensor<i32>, %3: tensor<f32>, %4: tensor<f32>):
      %5 = stablehlo.compare LT, %1, %2, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %5 : tensor<i1>
    }) : (tensor<2x2xi32>, tensor<2x2xf32>) -> (tensor<2x2xi32>, tensor<2x2xf32>)
    return %0#1 : tensor<2x2xf32>
  }
}
