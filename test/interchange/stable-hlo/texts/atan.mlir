module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @atan_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @atan_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.abs %arg0 : tensor<2x3xf32>
    %1 = stablehlo.constant dense<1.0000000150474662e+30> : tensor<2x3xf32>
    %2 = stablehlo.minimum %0, %1 : tensor<2x3xf32>
    %3 = stablehlo.constant dense<0.00009999999747378752> : tensor<2x3xf32>
    %4 = stablehlo.compare LT, %2, %3, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %5 = stablehlo.compare NE, %arg0, %arg0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %6 = stablehlo.or %4, %5 : tensor<2x3xi1>
    %7 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %8 = stablehlo.compare LT, %7, %2, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %9 = stablehlo.constant dense<1.5707963705062866> : tensor<2x3xf32>
    %10 = stablehlo.constant dense<0.4142135679721832> : tensor<2x3xf32>
    %11 = stablehlo.maximum %2, %7 : tensor<2x3xf32>
    %12 = stablehlo.multiply %10, %11 : tensor<2x3xf32>
    %13 = stablehlo.minimum %2, %7 : tensor<2x3xf32>
    %14 = stablehlo.compare LT, %12, %13, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %15 = stablehlo.constant dense<0.7853981852531433> : tensor<2x3xf32>
    %16 = stablehlo.subtract %13, %11 : tensor<2x3xf32>
    %17 = stablehlo.select %14, %16, %13 : tensor<2x3xi1>, tensor<2x3xf32>
    %18 = stablehlo.add %13, %11 : tensor<2x3xf32>
    %19 = stablehlo.select %14, %18, %11 : tensor<2x3xi1>, tensor<2x3xf32>
    %20 = stablehlo.divide %17, %19 : tensor<2x3xf32>
    %21 = stablehlo.multiply %20, %20 : tensor<2x3xf32>
    %22 = stablehlo.multiply %20, %21 : tensor<2x3xf32>
    %23 = stablehlo.constant dense<-0.33333316445350647> : tensor<2x3xf32>
    %24 = stablehlo.constant dense<0.1999848335981369> : tensor<2x3xf32>
    %25 = stablehlo.constant dense<-0.1424373835325241> : tensor<2x3xf32>
    %26 = stablehlo.constant dense<0.10595139861106873> : tensor<2x3xf32>
    %27 = stablehlo.constant dense<-0.06081154942512512> : tensor<2x3xf32>
    %28 = stablehlo.multiply %21, %27 : tensor<2x3xf32>
    %29 = stablehlo.add %26, %28 : tensor<2x3xf32>
    %30 = stablehlo.multiply %21, %29 : tensor<2x3xf32>
    %31 = stablehlo.add %25, %30 : tensor<2x3xf32>
    %32 = stablehlo.multiply %21, %31 : tensor<2x3xf32>
    %33 = stablehlo.add %24, %32 : tensor<2x3xf32>
    %34 = stablehlo.multiply %21, %33 : tensor<2x3xf32>
    %35 = stablehlo.add %23, %34 : tensor<2x3xf32>
    %36 = stablehlo.multiply %22, %35 : tensor<2x3xf32>
    %37 = stablehlo.add %20, %36 : tensor<2x3xf32>
    %38 = stablehlo.constant dense<2.1855695919725804e-8> : tensor<2x3xf32>
    %39 = stablehlo.subtract %37, %38 : tensor<2x3xf32>
    %40 = stablehlo.add %15, %39 : tensor<2x3xf32>
    %41 = stablehlo.select %14, %40, %37 : tensor<2x3xi1>, tensor<2x3xf32>
    %42 = stablehlo.subtract %9, %41 : tensor<2x3xf32>
    %43 = stablehlo.constant dense<4.371138828673793e-8> : tensor<2x3xf32>
    %44 = stablehlo.subtract %42, %43 : tensor<2x3xf32>
    %45 = stablehlo.select %8, %44, %41 : tensor<2x3xi1>, tensor<2x3xf32>
    %46 = stablehlo.bitcast_convert %45 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %47 = stablehlo.bitcast_convert %arg0 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %48 = stablehlo.constant dense<2147483648> : tensor<2x3xui32>
    %49 = stablehlo.and %47, %48 : tensor<2x3xui32>
    %50 = stablehlo.or %46, %49 : tensor<2x3xui32>
    %51 = stablehlo.bitcast_convert %50 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %52 = stablehlo.select %6, %arg0, %51 : tensor<2x3xi1>, tensor<2x3xf32>
    return %52 : tensor<2x3xf32>
  }
}
