module @typegrad {
  func.func public @main(
      %arg0: tensor<4x2xf32>,
      %arg1: tensor<2x2xf32>,
      %arg2: tensor<2x2xf32>
  ) -> (
      tensor<4x2xf32> {jax.result_info = "result0"},
      tensor<4xf32> {jax.result_info = "result1"}
  ) {
    %0 = stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [1] : (tensor<4x2xf32>, tensor<2x2xf32>) -> tensor<4x2xf32>
    %1 = stablehlo.constant dense<1.0> : tensor<f32>
    %2 = stablehlo.constant dense<1.0> : tensor<4x2xf32>
    %3 = stablehlo.multiply %0, %2 : tensor<4x2xf32>
    %4 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %5 = stablehlo.reduce(%3 init: %4) applies stablehlo.maximum across dimensions = [1] : (tensor<4x2xf32>, tensor<f32>) -> tensor<4xf32>
    %6 = stablehlo.broadcast_in_dim %5, dims = [0] : (tensor<4xf32>) -> tensor<4x2xf32>
    %7 = stablehlo.subtract %3, %6 : tensor<4x2xf32>
    %8 = stablehlo.exponential %7 : tensor<4x2xf32>
    %9 = stablehlo.constant dense<0.0> : tensor<f32>
    %10 = stablehlo.reduce(%8 init: %9) applies stablehlo.add across dimensions = [1] : (tensor<4x2xf32>, tensor<f32>) -> tensor<4xf32>
    %11 = stablehlo.constant dense<1.0> : tensor<4xf32>
    %12 = stablehlo.divide %11, %10 : tensor<4xf32>
    %13 = stablehlo.broadcast_in_dim %12, dims = [0] : (tensor<4xf32>) -> tensor<4x2xf32>
    %14 = stablehlo.multiply %8, %13 : tensor<4x2xf32>
    %15 = stablehlo.dot_general %14, %arg2, contracting_dims = [1] x [0] : (tensor<4x2xf32>, tensor<2x2xf32>) -> tensor<4x2xf32>
    %16 = stablehlo.log %10 : tensor<4xf32>
    %17 = stablehlo.add %5, %16 : tensor<4xf32>
    return %15, %17 : tensor<4x2xf32>, tensor<4xf32>
  }
}
