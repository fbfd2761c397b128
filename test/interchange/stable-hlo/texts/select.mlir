module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xi1>,
      %arg1: tensor<2x3xf32>,
      %arg2: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.select %arg0, %arg1, %arg2 : tensor<2x3xi1>, tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
}
