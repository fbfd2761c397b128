module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %1 = stablehlo.divide %0, %arg0 : tensor<2x3xf32>
    return %1 : tensor<2x3xf32>
  }
}
