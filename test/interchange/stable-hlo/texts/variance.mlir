module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.constant dense<0.0> : tensor<f32>
    %1 = stablehlo.reduce(%arg0 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
    %2 = stablehlo.constant dense<3.0> : tensor<f32>
    %3 = stablehlo.constant dense<3.0> : tensor<2xf32>
    %4 = stablehlo.divide %1, %3 : tensor<2xf32>
    %5 = stablehlo.broadcast_in_dim %4, dims = [0] : (tensor<2xf32>) -> tensor<2x3xf32>
    %6 = stablehlo.subtract %arg0, %5 : tensor<2x3xf32>
    %7 = stablehlo.multiply %6, %6 : tensor<2x3xf32>
    %8 = stablehlo.reduce(%7 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
    %9 = stablehlo.divide %8, %3 : tensor<2xf32>
    return %9 : tensor<2xf32>
  }
}
