module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3x2xi32>,
      %arg1: tensor<2x3x2xi32>
  ) -> (
      tensor<2x3x2xi32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.broadcast_in_dim %arg1, dims = [0, 1, 2] : (tensor<2x3x2xi32>) -> tensor<2x3x2x2xi32>
    %1 = stablehlo.broadcast_in_dim %arg0, dims = [0, 1, 3] : (tensor<2x3x2xi32>) -> tensor<2x3x2x2xi32>
    %2 = stablehlo.compare LT, %0, %1, SIGNED : (tensor<2x3x2x2xi32>, tensor<2x3x2x2xi32>) -> tensor<2x3x2x2xi1>
    %3 = stablehlo.not %2 : tensor<2x3x2x2xi1>
    %4 = stablehlo.convert %3 : (tensor<2x3x2x2xi1>) -> tensor<2x3x2x2xi32>
    %5 = stablehlo.constant dense<0> : tensor<i32>
    %6 = stablehlo.reduce(%4 init: %5) applies stablehlo.add across dimensions = [3] : (tensor<2x3x2x2xi32>, tensor<i32>) -> tensor<2x3x2xi32>
    return %6 : tensor<2x3x2xi32>
  }
}
