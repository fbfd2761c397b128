module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>,
      %arg1: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @hypot_f32_2x3(%arg0, %arg1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @hypot_f32_2x3(%arg0: tensor<2x3xf32>, %arg1: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.bitcast_convert %arg0 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %1 = stablehlo.constant dense<2147483647> : tensor<2x3xui32>
    %2 = stablehlo.and %0, %1 : tensor<2x3xui32>
    %3 = stablehlo.constant dense<2139095040> : tensor<2x3xui32>
    %4 = stablehlo.compare EQ, %2, %3, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %5 = stablehlo.bitcast_convert %arg1 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %6 = stablehlo.and %5, %1 : tensor<2x3xui32>
    %7 = stablehlo.compare EQ, %6, %3, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %8 = stablehlo.or %4, %7 : tensor<2x3xi1>
    %9 = stablehlo.constant dense<0x7F800000> : tensor<2x3xf32>
    %10 = stablehlo.compare NE, %arg0, %arg0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %11 = stablehlo.compare NE, %arg1, %arg1, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %12 = stablehlo.or %10, %11 : tensor<2x3xi1>
    %13 = stablehlo.constant dense<0x7FC00000> : tensor<2x3xf32>
    %14 = stablehlo.abs %arg0 : tensor<2x3xf32>
    %15 = stablehlo.abs %arg1 : tensor<2x3xf32>
    %16 = stablehlo.maximum %14, %15 : tensor<2x3xf32>
    %17 = stablehlo.constant dense<9.094947017729282e-13> : tensor<2x3xf32>
    %18 = stablehlo.compare LT, %16, %17, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %19 = stablehlo.constant dense<1.2089258196146292e+24> : tensor<2x3xf32>
    %20 = stablehlo.constant dense<1152921504606847000.0> : tensor<2x3xf32>
    %21 = stablehlo.compare LT, %20, %16, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %22 = stablehlo.constant dense<8.271806125530277e-25> : tensor<2x3xf32>
    %23 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %24 = stablehlo.select %21, %22, %23 : tensor<2x3xi1>, tensor<2x3xf32>
    %25 = stablehlo.select %18, %19, %24 : tensor<2x3xi1>, tensor<2x3xf32>
    %26 = stablehlo.multiply %arg0, %25 : tensor<2x3xf32>
    %27 = stablehlo.multiply %26, %26 : tensor<2x3xf32>
    %28 = stablehlo.multiply %arg1, %25 : tensor<2x3xf32>
    %29 = stablehlo.multiply %28, %28 : tensor<2x3xf32>
    %30 = stablehlo.add %27, %29 : tensor<2x3xf32>
    %31 = stablehlo.sqrt %30 : tensor<2x3xf32>
    %32 = stablehlo.select %21, %19, %23 : tensor<2x3xi1>, tensor<2x3xf32>
    %33 = stablehlo.select %18, %22, %32 : tensor<2x3xi1>, tensor<2x3xf32>
    %34 = stablehlo.multiply %31, %33 : tensor<2x3xf32>
    %35 = stablehlo.select %12, %13, %34 : tensor<2x3xi1>, tensor<2x3xf32>
    %36 = stablehlo.select %8, %9, %35 : tensor<2x3xi1>, tensor<2x3xf32>
    return %36 : tensor<2x3xf32>
  }
}
