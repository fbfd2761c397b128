module @typegrad {
  func.func public @main(
      %arg0: tensor<4x2xf32>,
      %arg1: tensor<2x2xf32>,
      %arg2: tensor<2x2xf32>,
      %arg3: tensor<4xf32>,
      %arg4: tensor<4x2xf32>,
      %arg5: tensor<2x2xf32>,
      %arg6: tensor<2x2xf32>
  ) -> (
      tensor<4x2xf32> {jax.result_info = "result0"},
      tensor<4xf32> {jax.result_info = "result1"}
  ) {
    %0 = stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [1] : (tensor<4x2xf32>, tensor<2x2xf32>) -> tensor<4x2xf32>
    %1 = stablehlo.constant dense<1.0> : tensor<f32>
    %2 = stablehlo.constant dense<1.0> : tensor<4x2xf32>
    %3 = stablehlo.multiply %0, %2 : tensor<4x2xf32>
    %4 = stablehlo.broadcast_in_dim %arg3, dims = [0] : (tensor<4xf32>) -> tensor<4x2xf32>
    %5 = stablehlo.subtract %3, %4 : tensor<4x2xf32>
    %6 = stablehlo.exponential %5 : tensor<4x2xf32>
    %7 = stablehlo.dot_general %arg4, %arg1, contracting_dims = [1] x [1] : (tensor<4x2xf32>, tensor<2x2xf32>) -> tensor<4x2xf32>
    %8 = stablehlo.dot_general %arg0, %arg5, contracting_dims = [1] x [1] : (tensor<4x2xf32>, tensor<2x2xf32>) -> tensor<4x2xf32>
    %9 = stablehlo.add %7, %8 : tensor<4x2xf32>
    %10 = stablehlo.multiply %9, %2 : tensor<4x2xf32>
    %11 = stablehlo.multiply %6, %10 : tensor<4x2xf32>
    %12 = stablehlo.constant dense<0.0> : tensor<f32>
    %13 = stablehlo.reduce(%11 init: %12) applies stablehlo.add across dimensions = [1] : (tensor<4x2xf32>, tensor<f32>) -> tensor<4xf32>
    %14 = stablehlo.broadcast_in_dim %13, dims = [0] : (tensor<4xf32>) -> tensor<4x2xf32>
    %15 = stablehlo.subtract %10, %14 : tensor<4x2xf32>
    %16 = stablehlo.multiply %6, %15 : tensor<4x2xf32>
    %17 = stablehlo.dot_general %16, %arg2, contracting_dims = [1] x [0] : (tensor<4x2xf32>, tensor<2x2xf32>) -> tensor<4x2xf32>
    %18 = stablehlo.dot_general %6, %arg6, contracting_dims = [1] x [0] : (tensor<4x2xf32>, tensor<2x2xf32>) -> tensor<4x2xf32>
    %19 = stablehlo.add %17, %18 : tensor<4x2xf32>
    return %19, %13 : tensor<4x2xf32>, tensor<4xf32>
  }
}
