module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xi32>,
      %arg1: tensor<2x3xi32>
  ) -> (
      tensor<2x3xi32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.bitcast_convert %arg1 : (tensor<2x3xi32>) -> tensor<2x3xui32>
    %1 = stablehlo.constant dense<31> : tensor<2x3xui32>
    %2 = stablehlo.minimum %0, %1 : tensor<2x3xui32>
    %3 = stablehlo.bitcast_convert %2 : (tensor<2x3xui32>) -> tensor<2x3xi32>
    %4 = stablehlo.shift_right_arithmetic %arg0, %3 : tensor<2x3xi32>
    return %4 : tensor<2x3xi32>
  }
}
