module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @trunc_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @trunc_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.constant dense<2147483647> : tensor<2x3xui32>
    %1 = stablehlo.bitcast_convert %arg0 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %2 = stablehlo.compare LT, %0, %1, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %3 = stablehlo.ceil %arg0 : tensor<2x3xf32>
    %4 = stablehlo.floor %arg0 : tensor<2x3xf32>
    %5 = stablehlo.select %2, %3, %4 : tensor<2x3xi1>, tensor<2x3xf32>
    return %5 : tensor<2x3xf32>
  }
}
