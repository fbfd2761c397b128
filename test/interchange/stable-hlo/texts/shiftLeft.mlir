module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xi32>,
      %arg1: tensor<2x3xi32>
  ) -> (
      tensor<2x3xi32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @shiftLeft_i32_2x3(%arg0, %arg1) : (tensor<2x3xi32>, tensor<2x3xi32>) -> tensor<2x3xi32>
    return %0 : tensor<2x3xi32>
  }
  func.func private @shiftLeft_i32_2x3(%arg0: tensor<2x3xi32>, %arg1: tensor<2x3xi32>) -> tensor<2x3xi32> {
    %0 = stablehlo.bitcast_convert %arg1 : (tensor<2x3xi32>) -> tensor<2x3xui32>
    %1 = stablehlo.constant dense<32> : tensor<2x3xui32>
    %2 = stablehlo.compare LT, %0, %1, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %3 = stablehlo.constant dense<31> : tensor<2x3xui32>
    %4 = stablehlo.minimum %0, %3 : tensor<2x3xui32>
    %5 = stablehlo.bitcast_convert %4 : (tensor<2x3xui32>) -> tensor<2x3xi32>
    %6 = stablehlo.shift_left %arg0, %5 : tensor<2x3xi32>
    %7 = stablehlo.constant dense<0> : tensor<2x3xi32>
    %8 = stablehlo.select %2, %6, %7 : tensor<2x3xi1>, tensor<2x3xi32>
    return %8 : tensor<2x3xi32>
  }
}
