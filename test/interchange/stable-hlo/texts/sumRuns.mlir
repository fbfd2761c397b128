module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>,
      %arg1: tensor<2xi32>
  ) -> (
      tensor<1x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.iota dim = 1 : tensor<1x2x3xi32>
    %1 = stablehlo.broadcast_in_dim %arg0, dims = [1, 2] : (tensor<2x3xf32>) -> tensor<1x2x3xf32>
    %2 = stablehlo.slice %arg1 [0:1] : (tensor<2xi32>) -> tensor<1xi32>
    %3 = stablehlo.broadcast_in_dim %2, dims = [0] : (tensor<1xi32>) -> tensor<1x2x3xi32>
    %4 = stablehlo.slice %arg1 [1:2] : (tensor<2xi32>) -> tensor<1xi32>
    %5 = stablehlo.broadcast_in_dim %4, dims = [0] : (tensor<1xi32>) -> tensor<1x2x3xi32>
    %6 = stablehlo.compare LE, %3, %0, SIGNED : (tensor<1x2x3xi32>, tensor<1x2x3xi32>) -> tensor<1x2x3xi1>
    %7 = stablehlo.compare LT, %0, %5, SIGNED : (tensor<1x2x3xi32>, tensor<1x2x3xi32>) -> tensor<1x2x3xi1>
    %8 = stablehlo.and %6, %7 : tensor<1x2x3xi1>
    %9 = stablehlo.constant dense<0.0> : tensor<1x2x3xf32>
    %10 = stablehlo.select %8, %1, %9 : tensor<1x2x3xi1>, tensor<1x2x3xf32>
    %11 = stablehlo.constant dense<0.0> : tensor<f32>
    %12 = stablehlo.reduce(%10 init: %11) applies stablehlo.add across dimensions = [1] : (tensor<1x2x3xf32>, tensor<f32>) -> tensor<1x3xf32>
    return %12 : tensor<1x3xf32>
  }
}
