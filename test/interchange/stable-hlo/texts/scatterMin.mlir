module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>,
      %arg1: tensor<2xi32>,
      %arg2: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.constant dense<0> : tensor<2xi32>
    %2 = stablehlo.maximum %arg1, %1 : tensor<2xi32>
    %3 = stablehlo.constant dense<1> : tensor<i32>
    %4 = stablehlo.constant dense<1> : tensor<2xi32>
    %5 = stablehlo.minimum %2, %4 : tensor<2xi32>
    %6 = stablehlo.convert %5 : (tensor<2xi32>) -> tensor<2xi32>
    %7 = stablehlo.broadcast_in_dim %6, dims = [1] : (tensor<2xi32>) -> tensor<2x2x3xi32>
    %8 = stablehlo.iota dim = 0 : tensor<2x2x3xi32>
    %9 = stablehlo.compare EQ, %7, %8, SIGNED : (tensor<2x2x3xi32>, tensor<2x2x3xi32>) -> tensor<2x2x3xi1>
    %10 = stablehlo.broadcast_in_dim %arg2, dims = [1, 2] : (tensor<2x3xf32>) -> tensor<2x2x3xf32>
    %11 = stablehlo.constant dense<0x7F800000> : tensor<f32>
    %12 = stablehlo.constant dense<0x7F800000> : tensor<2x2x3xf32>
    %13 = stablehlo.select %9, %10, %12 : tensor<2x2x3xi1>, tensor<2x2x3xf32>
    %14 = stablehlo.reduce(%13 init: %11) applies stablehlo.minimum across dimensions = [1] : (tensor<2x2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
    %15 = stablehlo.minimum %arg0, %14 : tensor<2x3xf32>
    return %15 : tensor<2x3xf32>
  }
}
