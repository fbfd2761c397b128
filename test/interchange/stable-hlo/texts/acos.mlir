module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @acos_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @acos_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.abs %arg0 : tensor<2x3xf32>
    %1 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %2 = stablehlo.compare LE, %0, %1, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %3 = stablehlo.constant dense<0.5> : tensor<2x3xf32>
    %4 = stablehlo.compare LT, %3, %0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %5 = stablehlo.constant dense<0.0> : tensor<2x3xf32>
    %6 = stablehlo.compare LT, %arg0, %5, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %7 = stablehlo.constant dense<3.1415927410125732> : tensor<2x3xf32>
    %8 = stablehlo.constant dense<2.0> : tensor<2x3xf32>
    %9 = stablehlo.subtract %1, %0 : tensor<2x3xf32>
    %10 = stablehlo.multiply %3, %9 : tensor<2x3xf32>
    %11 = stablehlo.multiply %0, %0 : tensor<2x3xf32>
    %12 = stablehlo.select %4, %10, %11 : tensor<2x3xi1>, tensor<2x3xf32>
    %13 = stablehlo.maximum %12, %5 : tensor<2x3xf32>
    %14 = stablehlo.sqrt %13 : tensor<2x3xf32>
    %15 = stablehlo.select %4, %14, %0 : tensor<2x3xi1>, tensor<2x3xf32>
    %16 = stablehlo.multiply %15, %12 : tensor<2x3xf32>
    %17 = stablehlo.constant dense<0.16666753590106964> : tensor<2x3xf32>
    %18 = stablehlo.constant dense<0.07495219260454178> : tensor<2x3xf32>
    %19 = stablehlo.constant dense<0.045480214059352875> : tensor<2x3xf32>
    %20 = stablehlo.constant dense<0.02413104474544525> : tensor<2x3xf32>
    %21 = stablehlo.constant dense<0.04224855452775955> : tensor<2x3xf32>
    %22 = stablehlo.multiply %12, %21 : tensor<2x3xf32>
    %23 = stablehlo.add %20, %22 : tensor<2x3xf32>
    %24 = stablehlo.multiply %12, %23 : tensor<2x3xf32>
    %25 = stablehlo.add %19, %24 : tensor<2x3xf32>
    %26 = stablehlo.multiply %12, %25 : tensor<2x3xf32>
    %27 = stablehlo.add %18, %26 : tensor<2x3xf32>
    %28 = stablehlo.multiply %12, %27 : tensor<2x3xf32>
    %29 = stablehlo.add %17, %28 : tensor<2x3xf32>
    %30 = stablehlo.multiply %16, %29 : tensor<2x3xf32>
    %31 = stablehlo.add %15, %30 : tensor<2x3xf32>
    %32 = stablehlo.multiply %8, %31 : tensor<2x3xf32>
    %33 = stablehlo.subtract %7, %32 : tensor<2x3xf32>
    %34 = stablehlo.constant dense<8.742277657347586e-8> : tensor<2x3xf32>
    %35 = stablehlo.subtract %33, %34 : tensor<2x3xf32>
    %36 = stablehlo.select %6, %35, %32 : tensor<2x3xi1>, tensor<2x3xf32>
    %37 = stablehlo.constant dense<1.5707963705062866> : tensor<2x3xf32>
    %38 = stablehlo.bitcast_convert %31 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %39 = stablehlo.bitcast_convert %arg0 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %40 = stablehlo.constant dense<2147483648> : tensor<2x3xui32>
    %41 = stablehlo.and %39, %40 : tensor<2x3xui32>
    %42 = stablehlo.or %38, %41 : tensor<2x3xui32>
    %43 = stablehlo.bitcast_convert %42 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %44 = stablehlo.subtract %37, %43 : tensor<2x3xf32>
    %45 = stablehlo.constant dense<4.371138828673793e-8> : tensor<2x3xf32>
    %46 = stablehlo.subtract %44, %45 : tensor<2x3xf32>
    %47 = stablehlo.select %4, %36, %46 : tensor<2x3xi1>, tensor<2x3xf32>
    %48 = stablehlo.constant dense<0x7FC00000> : tensor<2x3xf32>
    %49 = stablehlo.select %2, %47, %48 : tensor<2x3xi1>, tensor<2x3xf32>
    return %49 : tensor<2x3xf32>
  }
}
