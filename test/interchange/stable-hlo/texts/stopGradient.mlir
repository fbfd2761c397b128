module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xi32>
  ) -> (
      tensor<2x3xi32> {jax.result_info = "result0"}
  ) {
    return %arg0 : tensor<2x3xi32>
  }
}
