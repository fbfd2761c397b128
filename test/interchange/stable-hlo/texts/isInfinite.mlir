module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xi1> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.bitcast_convert %arg0 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %1 = stablehlo.constant dense<2147483647> : tensor<2x3xui32>
    %2 = stablehlo.and %0, %1 : tensor<2x3xui32>
    %3 = stablehlo.constant dense<2139095040> : tensor<2x3xui32>
    %4 = stablehlo.compare EQ, %2, %3, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    return %4 : tensor<2x3xi1>
  }
}
