module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @exp2_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @exp2_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.compare NE, %arg0, %arg0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %1 = stablehlo.constant dense<0x7FC00000> : tensor<2x3xf32>
    %2 = stablehlo.constant dense<-126.0> : tensor<2x3xf32>
    %3 = stablehlo.compare LT, %arg0, %2, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %4 = stablehlo.constant dense<0.0> : tensor<2x3xf32>
    %5 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %6 = stablehlo.constant dense<130.0> : tensor<2x3xf32>
    %7 = stablehlo.minimum %arg0, %6 : tensor<2x3xf32>
    %8 = stablehlo.constant dense<12582912.0> : tensor<2x3xf32>
    %9 = stablehlo.add %7, %8 : tensor<2x3xf32>
    %10 = "stablehlo.optimization_barrier"(%9) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %11 = stablehlo.subtract %10, %8 : tensor<2x3xf32>
    %12 = stablehlo.subtract %7, %11 : tensor<2x3xf32>
    %13 = stablehlo.constant dense<0.6931471824645996> : tensor<2x3xf32>
    %14 = stablehlo.multiply %12, %13 : tensor<2x3xf32>
    %15 = stablehlo.multiply %14, %14 : tensor<2x3xf32>
    %16 = stablehlo.constant dense<0.5> : tensor<2x3xf32>
    %17 = stablehlo.constant dense<0.1666654348373413> : tensor<2x3xf32>
    %18 = stablehlo.multiply %14, %17 : tensor<2x3xf32>
    %19 = stablehlo.add %16, %18 : tensor<2x3xf32>
    %20 = stablehlo.constant dense<0.04166628047823906> : tensor<2x3xf32>
    %21 = stablehlo.constant dense<0.008366644382476807> : tensor<2x3xf32>
    %22 = stablehlo.multiply %14, %21 : tensor<2x3xf32>
    %23 = stablehlo.add %20, %22 : tensor<2x3xf32>
    %24 = stablehlo.constant dense<0.001394655555486679> : tensor<2x3xf32>
    %25 = stablehlo.multiply %15, %24 : tensor<2x3xf32>
    %26 = stablehlo.add %23, %25 : tensor<2x3xf32>
    %27 = stablehlo.multiply %15, %26 : tensor<2x3xf32>
    %28 = stablehlo.add %19, %27 : tensor<2x3xf32>
    %29 = stablehlo.multiply %15, %28 : tensor<2x3xf32>
    %30 = stablehlo.add %14, %29 : tensor<2x3xf32>
    %31 = stablehlo.add %5, %30 : tensor<2x3xf32>
    %32 = stablehlo.bitcast_convert %31 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %33 = stablehlo.bitcast_convert %10 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %34 = stablehlo.constant dense<23> : tensor<2x3xui32>
    %35 = stablehlo.shift_left %33, %34 : tensor<2x3xui32>
    %36 = stablehlo.add %32, %35 : tensor<2x3xui32>
    %37 = stablehlo.constant dense<2139095040> : tensor<2x3xui32>
    %38 = stablehlo.minimum %36, %37 : tensor<2x3xui32>
    %39 = stablehlo.bitcast_convert %38 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %40 = stablehlo.select %3, %4, %39 : tensor<2x3xi1>, tensor<2x3xf32>
    %41 = stablehlo.select %0, %1, %40 : tensor<2x3xi1>, tensor<2x3xf32>
    return %41 : tensor<2x3xf32>
  }
}
