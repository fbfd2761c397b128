module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xi1>,
      %arg1: tensor<2x3xi1>
  ) -> (
      tensor<2x3xi1> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.and %arg0, %arg1 : tensor<2x3xi1>
    return %0 : tensor<2x3xi1>
  }
}
