module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>,
      %arg1: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.reverse %arg0, dims = [1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %1 = stablehlo.reverse %arg1, dims = [1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %2 = stablehlo.iota dim = 1 : tensor<2x3xi32>
    %3 = stablehlo.constant dense<1> : tensor<i32>
    %4 = stablehlo.constant dense<1> : tensor<2x3xi32>
    %5 = stablehlo.compare LT, %2, %4, SIGNED : (tensor<2x3xi32>, tensor<2x3xi32>) -> tensor<2x3xi1>
    %6 = stablehlo.constant dense<0.0> : tensor<f32>
    %7 = stablehlo.constant dense<0.0> : tensor<2x3xf32>
    %8 = stablehlo.iota dim = 0 : tensor<3xi32>
    %9 = stablehlo.constant dense<1> : tensor<3xi32>
    %10 = stablehlo.subtract %8, %9 : tensor<3xi32>
    %11 = stablehlo.constant dense<0> : tensor<i32>
    %12 = stablehlo.constant dense<0> : tensor<3xi32>
    %13 = stablehlo.maximum %10, %12 : tensor<3xi32>
    %14 = "stablehlo.gather"(%1, %13) <{dimension_numbers = #stablehlo.gather<offset_dims = [0], collapsed_slice_dims = [1], start_index_map = [1], index_vector_dim = 1>, slice_sizes = array<i64: 2, 1>}> : (tensor<2x3xf32>, tensor<3xi32>) -> tensor<2x3xf32>
    %15 = stablehlo.multiply %0, %14 : tensor<2x3xf32>
    %16 = stablehlo.select %5, %7, %15 : tensor<2x3xi1>, tensor<2x3xf32>
    %17 = stablehlo.add %1, %16 : tensor<2x3xf32>
    %18 = stablehlo.constant dense<2> : tensor<i32>
    %19 = stablehlo.constant dense<2> : tensor<2x3xi32>
    %20 = stablehlo.compare LT, %2, %19, SIGNED : (tensor<2x3xi32>, tensor<2x3xi32>) -> tensor<2x3xi1>
    %21 = stablehlo.iota dim = 0 : tensor<3xi32>
    %22 = stablehlo.subtract %21, %9 : tensor<3xi32>
    %23 = stablehlo.maximum %22, %12 : tensor<3xi32>
    %24 = "stablehlo.gather"(%0, %23) <{dimension_numbers = #stablehlo.gather<offset_dims = [0], collapsed_slice_dims = [1], start_index_map = [1], index_vector_dim = 1>, slice_sizes = array<i64: 2, 1>}> : (tensor<2x3xf32>, tensor<3xi32>) -> tensor<2x3xf32>
    %25 = stablehlo.multiply %0, %24 : tensor<2x3xf32>
    %26 = stablehlo.iota dim = 0 : tensor<3xi32>
    %27 = stablehlo.constant dense<2> : tensor<3xi32>
    %28 = stablehlo.subtract %26, %27 : tensor<3xi32>
    %29 = stablehlo.maximum %28, %12 : tensor<3xi32>
    %30 = "stablehlo.gather"(%17, %29) <{dimension_numbers = #stablehlo.gather<offset_dims = [0], collapsed_slice_dims = [1], start_index_map = [1], index_vector_dim = 1>, slice_sizes = array<i64: 2, 1>}> : (tensor<2x3xf32>, tensor<3xi32>) -> tensor<2x3xf32>
    %31 = stablehlo.multiply %25, %30 : tensor<2x3xf32>
    %32 = stablehlo.select %20, %7, %31 : tensor<2x3xi1>, tensor<2x3xf32>
    %33 = stablehlo.add %17, %32 : tensor<2x3xf32>
    %34 = stablehlo.reverse %33, dims = [1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %34 : tensor<2x3xf32>
  }
}
