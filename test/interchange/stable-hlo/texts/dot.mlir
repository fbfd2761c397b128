module @typegrad {
  func.func public @main(
      %arg0: tensor<2x2xf32>,
      %arg1: tensor<2x2xf32>
  ) -> (
      tensor<2x2xf32> {jax.result_info = "result0"}
  ) {
    %0 = stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [0] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
    return %0 : tensor<2x2xf32>
  }
}
