module @typegrad {
  func.func public @main(
      %arg0: tensor<2x2x2x2xf32>
  ) -> (
      tensor<2x2x2x2x2x2xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.constant dense<0.0> : tensor<f32>
    %1 = stablehlo.pad %arg0, %0, low = [0, 2, 2, 0], high = [0, 2, 2, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x6x6x2xf32>
    %2 = stablehlo.slice %1 [0:2, 0:3:2, 0:3:2, 0:2] : (tensor<2x6x6x2xf32>) -> tensor<2x2x2x2xf32>
    %3 = stablehlo.reshape %2 : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x1x2xf32>
    %4 = stablehlo.slice %1 [0:2, 0:3:2, 2:5:2, 0:2] : (tensor<2x6x6x2xf32>) -> tensor<2x2x2x2xf32>
    %5 = stablehlo.reshape %4 : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x1x2xf32>
    %6 = stablehlo.slice %1 [0:2, 2:5:2, 0:3:2, 0:2] : (tensor<2x6x6x2xf32>) -> tensor<2x2x2x2xf32>
    %7 = stablehlo.reshape %6 : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x1x2xf32>
    %8 = stablehlo.slice %1 [0:2, 2:5:2, 2:5:2, 0:2] : (tensor<2x6x6x2xf32>) -> tensor<2x2x2x2xf32>
    %9 = stablehlo.reshape %8 : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x1x2xf32>
    %10 = stablehlo.concatenate %3, %5, %7, %9, dim = 3 : (tensor<2x2x2x1x2xf32>, tensor<2x2x2x1x2xf32>, tensor<2x2x2x1x2xf32>, tensor<2x2x2x1x2xf32>) -> tensor<2x2x2x4x2xf32>
    %11 = stablehlo.reshape %10 : (tensor<2x2x2x4x2xf32>) -> tensor<2x2x2x2x2x2xf32>
    return %11 : tensor<2x2x2x2x2x2xf32>
  }
}
