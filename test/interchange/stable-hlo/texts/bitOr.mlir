module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xi32>,
      %arg1: tensor<2x3xi32>
  ) -> (
      tensor<2x3xi32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.or %arg0, %arg1 : tensor<2x3xi32>
    return %0 : tensor<2x3xi32>
  }
}
