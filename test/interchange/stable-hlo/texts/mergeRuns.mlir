module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>,
      %arg1: tensor<2x3xi32>
  ) -> (
      tensor<2x3xi32> {jax.result_info = "result0"}
  ) {
    %0 = "stablehlo.gather"(%arg0, %arg1) <{dimension_numbers = #stablehlo.gather<collapsed_slice_dims = [1], operand_batching_dims = [0], start_indices_batching_dims = [0], start_index_map = [1], index_vector_dim = 2>, slice_sizes = array<i64: 1, 1>}> : (tensor<2x3xf32>, tensor<2x3xi32>) -> tensor<2x3xf32>
    %1 = stablehlo.iota dim = 1 : tensor<2x3xi32>
    %2 = stablehlo.constant dense<2> : tensor<2x3xi32>
    %3 = stablehlo.divide %1, %2 : tensor<2x3xi32>
    %4 = stablehlo.constant dense<0> : tensor<2x3xi32>
    %5 = stablehlo.compare EQ, %2, %4, SIGNED : (tensor<2x3xi32>, tensor<2x3xi32>) -> tensor<2x3xi1>
    %6 = stablehlo.select %5, %1, %3 : tensor<2x3xi1>, tensor<2x3xi32>
    %7:3 = "stablehlo.sort"(%0, %arg1, %6) <{dimension = 1 : i64, is_stable = true}> ({
    ^bb0(%8: tensor<f32>, %9: tensor<f32>, %10: tensor<i32>, %11: tensor<i32>, %12: tensor<i32>, %13: tensor<i32>):
      %14 = stablehlo.compare LT, %12, %13, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %15 = stablehlo.compare EQ, %12, %13, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %16 = stablehlo.compare LT, %8, %9, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %17 = stablehlo.compare NE, %9, %9, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %18 = stablehlo.compare NE, %8, %8, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %19 = stablehlo.not %18 : tensor<i1>
      %20 = stablehlo.and %17, %19 : tensor<i1>
      %21 = stablehlo.or %16, %20 : tensor<i1>
      %22 = stablehlo.and %15, %21 : tensor<i1>
      %23 = stablehlo.or %14, %22 : tensor<i1>
      stablehlo.return %23 : tensor<i1>
    }) : (tensor<2x3xf32>, tensor<2x3xi32>, tensor<2x3xi32>) -> (tensor<2x3xf32>, tensor<2x3xi32>, tensor<2x3xi32>)
    return %7#1 : tensor<2x3xi32>
  }
}
