module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @asin_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @asin_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.abs %arg0 : tensor<2x3xf32>
    %1 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %2 = stablehlo.compare LE, %0, %1, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %3 = stablehlo.constant dense<0.00009999999747378752> : tensor<2x3xf32>
    %4 = stablehlo.compare LT, %0, %3, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %5 = stablehlo.constant dense<0.5> : tensor<2x3xf32>
    %6 = stablehlo.compare LT, %5, %0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %7 = stablehlo.constant dense<1.5707963705062866> : tensor<2x3xf32>
    %8 = stablehlo.constant dense<2.0> : tensor<2x3xf32>
    %9 = stablehlo.subtract %1, %0 : tensor<2x3xf32>
    %10 = stablehlo.multiply %5, %9 : tensor<2x3xf32>
    %11 = stablehlo.multiply %0, %0 : tensor<2x3xf32>
    %12 = stablehlo.select %6, %10, %11 : tensor<2x3xi1>, tensor<2x3xf32>
    %13 = stablehlo.constant dense<0.0> : tensor<2x3xf32>
    %14 = stablehlo.maximum %12, %13 : tensor<2x3xf32>
    %15 = stablehlo.sqrt %14 : tensor<2x3xf32>
    %16 = stablehlo.select %6, %15, %0 : tensor<2x3xi1>, tensor<2x3xf32>
    %17 = stablehlo.multiply %16, %12 : tensor<2x3xf32>
    %18 = stablehlo.constant dense<0.16666753590106964> : tensor<2x3xf32>
    %19 = stablehlo.constant dense<0.07495219260454178> : tensor<2x3xf32>
    %20 = stablehlo.constant dense<0.045480214059352875> : tensor<2x3xf32>
    %21 = stablehlo.constant dense<0.02413104474544525> : tensor<2x3xf32>
    %22 = stablehlo.constant dense<0.04224855452775955> : tensor<2x3xf32>
    %23 = stablehlo.multiply %12, %22 : tensor<2x3xf32>
    %24 = stablehlo.add %21, %23 : tensor<2x3xf32>
    %25 = stablehlo.multiply %12, %24 : tensor<2x3xf32>
    %26 = stablehlo.add %20, %25 : tensor<2x3xf32>
    %27 = stablehlo.multiply %12, %26 : tensor<2x3xf32>
    %28 = stablehlo.add %19, %27 : tensor<2x3xf32>
    %29 = stablehlo.multiply %12, %28 : tensor<2x3xf32>
    %30 = stablehlo.add %18, %29 : tensor<2x3xf32>
    %31 = stablehlo.multiply %17, %30 : tensor<2x3xf32>
    %32 = stablehlo.add %16, %31 : tensor<2x3xf32>
    %33 = stablehlo.multiply %8, %32 : tensor<2x3xf32>
    %34 = stablehlo.subtract %7, %33 : tensor<2x3xf32>
    %35 = stablehlo.constant dense<4.371138828673793e-8> : tensor<2x3xf32>
    %36 = stablehlo.subtract %34, %35 : tensor<2x3xf32>
    %37 = stablehlo.select %6, %36, %32 : tensor<2x3xi1>, tensor<2x3xf32>
    %38 = stablehlo.bitcast_convert %37 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %39 = stablehlo.bitcast_convert %arg0 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %40 = stablehlo.constant dense<2147483648> : tensor<2x3xui32>
    %41 = stablehlo.and %39, %40 : tensor<2x3xui32>
    %42 = stablehlo.or %38, %41 : tensor<2x3xui32>
    %43 = stablehlo.bitcast_convert %42 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %44 = stablehlo.select %4, %arg0, %43 : tensor<2x3xi1>, tensor<2x3xf32>
    %45 = stablehlo.constant dense<0x7FC00000> : tensor<2x3xf32>
    %46 = stablehlo.select %2, %44, %45 : tensor<2x3xi1>, tensor<2x3xf32>
    return %46 : tensor<2x3xf32>
  }
}
