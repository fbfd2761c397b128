module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.reverse %arg0, dims = [1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %1 = stablehlo.iota dim = 2 : tensor<2x3x3xi32>
    %2 = stablehlo.iota dim = 1 : tensor<2x3x3xi32>
    %3 = stablehlo.compare LT, %1, %2, SIGNED : (tensor<2x3x3xi32>, tensor<2x3x3xi32>) -> tensor<2x3x3xi1>
    %4 = stablehlo.constant dense<0.0> : tensor<f32>
    %5 = stablehlo.constant dense<0.0> : tensor<2x3x3xf32>
    %6 = stablehlo.transpose %0, dims = [0, 1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %7 = stablehlo.broadcast_in_dim %6, dims = [0, 1] : (tensor<2x3xf32>) -> tensor<2x3x3xf32>
    %8 = stablehlo.select %3, %5, %7 : tensor<2x3x3xi1>, tensor<2x3x3xf32>
    %9 = stablehlo.reduce(%8 init: %4) applies stablehlo.add across dimensions = [1] : (tensor<2x3x3xf32>, tensor<f32>) -> tensor<2x3xf32>
    %10 = stablehlo.transpose %9, dims = [0, 1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %11 = stablehlo.reverse %10, dims = [1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %11 : tensor<2x3xf32>
  }
}
