module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>,
      %arg1: tensor<2x3xi32>
  ) -> (
      tensor<2x2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = "stablehlo.gather"(%arg0, %arg1) <{dimension_numbers = #stablehlo.gather<offset_dims = [0], collapsed_slice_dims = [1], start_index_map = [1], index_vector_dim = 2>, slice_sizes = array<i64: 2, 1>}> : (tensor<2x3xf32>, tensor<2x3xi32>) -> tensor<2x2x3xf32>
    return %0 : tensor<2x2x3xf32>
  }
}
