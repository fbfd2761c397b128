module @typegrad {
  func.func public @main(
      %arg0: tensor<2x2x2x4xf32>,
      %arg1: tensor<2x2x2x4xf32>
  ) -> (
      tensor<2x3x3x4xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.convolution(%arg0, %arg1) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2,2], pad = [[2, 2],[2, 2]], lhs_dilate = [2,2], rhs_dilate = [2,2]} {batch_group_count = 1 : i64, feature_group_count = 2 : i64} : (tensor<2x2x2x4xf32>, tensor<2x2x2x4xf32>) -> tensor<2x3x3x4xf32>
    return %0 : tensor<2x3x3x4xf32>
  }
}
