module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<8x11xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.constant dense<0.0> : tensor<f32>
    %1 = stablehlo.pad %arg0, %0, low = [2, 2], high = [2, 2], interior = [2, 2] : (tensor<2x3xf32>, tensor<f32>) -> tensor<8x11xf32>
    return %1 : tensor<8x11xf32>
  }
}
