module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xi1>
  ) -> (
      tensor<2xi1> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.constant dense<false> : tensor<i1>
    %1 = stablehlo.reduce(%arg0 init: %0) applies stablehlo.or across dimensions = [1] : (tensor<2x3xi1>, tensor<i1>) -> tensor<2xi1>
    return %1 : tensor<2xi1>
  }
}
