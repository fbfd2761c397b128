module @typegrad {
  func.func public @main(
      %arg0: tensor<2x2xf32>,
      %arg1: tensor<2x2xf32>
  ) -> (
      tensor<2x4xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.concatenate %arg0, %arg1, dim = 1 : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>
    return %0 : tensor<2x4xf32>
  }
}
