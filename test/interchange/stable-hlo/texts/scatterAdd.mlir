module @typegrad {
  func.func public @main(
      %arg0: tensor<3xi32>,
      %arg1: tensor<2x3xf32>
  ) -> (
      tensor<2x2xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.constant dense<0> : tensor<3xi32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<3xi32>
    %2 = stablehlo.constant dense<1> : tensor<3xi32>
    %3 = stablehlo.minimum %1, %2 : tensor<3xi32>
    %4 = stablehlo.constant dense<0.0> : tensor<2x2xf32>
    %5 = "stablehlo.scatter"(%4, %3, %arg1) <{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [0], inserted_window_dims = [1], scatter_dims_to_operand_dims = [1], index_vector_dim = 1>}> ({
    ^bb0(%6: tensor<f32>, %7: tensor<f32>):
      %8 = stablehlo.add %6, %7 : tensor<f32>
      stablehlo.return %8 : tensor<f32>
    }) : (tensor<2x2xf32>, tensor<3xi32>, tensor<2x3xf32>) -> tensor<2x2xf32>
    return %5 : tensor<2x2xf32>
  }
}
