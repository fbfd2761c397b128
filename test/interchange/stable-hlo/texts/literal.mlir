module @typegrad {
  func.func public @main(
  ) -> (
      tensor<f32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.constant dense<2.0> : tensor<f32>
    return %0 : tensor<f32>
  }
}
