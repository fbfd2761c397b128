module @typegrad {
  func.func public @main(
      %arg0: tensor<2xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.broadcast_in_dim %arg0, dims = [0] : (tensor<2xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
}
