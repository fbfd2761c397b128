module @typegrad {
  func.func public @main(
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.iota dim = 1 : tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
}
