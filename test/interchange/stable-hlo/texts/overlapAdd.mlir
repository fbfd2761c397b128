module @typegrad {
  func.func public @main(
      %arg0: tensor<2x2x2x2x2x2xf32>
  ) -> (
      tensor<2x2x2x2xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.slice %arg0 [0:2, 0:2, 0:2, 0:1, 0:1, 0:2] : (tensor<2x2x2x2x2x2xf32>) -> tensor<2x2x2x1x1x2xf32>
    %1 = stablehlo.reshape %0 : (tensor<2x2x2x1x1x2xf32>) -> tensor<2x2x2x2xf32>
    %2 = stablehlo.constant dense<0.0> : tensor<f32>
    %3 = stablehlo.pad %1, %2, low = [0, -2, -2, 0], high = [0, 1, 1, 0], interior = [0, 1, 1, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %4 = stablehlo.slice %arg0 [0:2, 0:2, 0:2, 0:1, 1:2, 0:2] : (tensor<2x2x2x2x2x2xf32>) -> tensor<2x2x2x1x1x2xf32>
    %5 = stablehlo.reshape %4 : (tensor<2x2x2x1x1x2xf32>) -> tensor<2x2x2x2xf32>
    %6 = stablehlo.pad %5, %2, low = [0, -2, 0, 0], high = [0, 1, -1, 0], interior = [0, 1, 1, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %7 = stablehlo.slice %arg0 [0:2, 0:2, 0:2, 1:2, 0:1, 0:2] : (tensor<2x2x2x2x2x2xf32>) -> tensor<2x2x2x1x1x2xf32>
    %8 = stablehlo.reshape %7 : (tensor<2x2x2x1x1x2xf32>) -> tensor<2x2x2x2xf32>
    %9 = stablehlo.pad %8, %2, low = [0, 0, -2, 0], high = [0, -1, 1, 0], interior = [0, 1, 1, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %10 = stablehlo.slice %arg0 [0:2, 0:2, 0:2, 1:2, 1:2, 0:2] : (tensor<2x2x2x2x2x2xf32>) -> tensor<2x2x2x1x1x2xf32>
    %11 = stablehlo.reshape %10 : (tensor<2x2x2x1x1x2xf32>) -> tensor<2x2x2x2xf32>
    %12 = stablehlo.pad %11, %2, low = [0, 0, 0, 0], high = [0, -1, -1, 0], interior = [0, 1, 1, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %13 = stablehlo.add %3, %6 : tensor<2x2x2x2xf32>
    %14 = stablehlo.add %13, %9 : tensor<2x2x2x2xf32>
    %15 = stablehlo.add %14, %12 : tensor<2x2x2x2xf32>
    return %15 : tensor<2x2x2x2xf32>
  }
}
