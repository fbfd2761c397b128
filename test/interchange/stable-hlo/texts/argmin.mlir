module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2xi32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.constant dense<0x7F800000> : tensor<f32>
    %1 = stablehlo.constant dense<0> : tensor<i32>
    %2 = stablehlo.iota dim = 1 : tensor<2x3xi32>
    %3:2 = "stablehlo.reduce"(%arg0, %2, %0, %1) <{dimensions = array<i64: 1>}> ({
    ^bb0(%4: tensor<f32>, %5: tensor<i32>, %6: tensor<f32>, %7: tensor<i32>):
      %8 = stablehlo.compare NE, %4, %4, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %9 = stablehlo.not %8 : tensor<i1>
      %10 = stablehlo.compare LT, %6, %4, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %11 = stablehlo.compare NE, %6, %6, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %12 = stablehlo.or %10, %11 : tensor<i1>
      %13 = stablehlo.and %9, %12 : tensor<i1>
      %14 = stablehlo.not %11 : tensor<i1>
      %15 = stablehlo.compare LT, %4, %6, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %16 = stablehlo.or %15, %8 : tensor<i1>
      %17 = stablehlo.and %14, %16 : tensor<i1>
      %18 = stablehlo.or %17, %13 : tensor<i1>
      %19 = stablehlo.not %18 : tensor<i1>
      %20 = stablehlo.compare LT, %7, %5, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %21 = stablehlo.and %19, %20 : tensor<i1>
      %22 = stablehlo.or %13, %21 : tensor<i1>
      %23 = stablehlo.select %22, %6, %4 : tensor<i1>, tensor<f32>
      %24 = stablehlo.select %22, %7, %5 : tensor<i1>, tensor<i32>
      stablehlo.return %23, %24 : tensor<f32>, tensor<i32>
    }) : (tensor<2x3xf32>, tensor<2x3xi32>, tensor<f32>, tensor<i32>) -> (tensor<2xf32>, tensor<2xi32>)
    return %3#1 : tensor<2xi32>
  }
}
