module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @acosh_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @acosh_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %1 = stablehlo.compare LT, %arg0, %0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %2 = stablehlo.constant dense<0x7FC00000> : tensor<2x3xf32>
    %3 = stablehlo.compare NE, %arg0, %arg0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %4 = stablehlo.constant dense<1000000000.0> : tensor<2x3xf32>
    %5 = stablehlo.compare LT, %4, %arg0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %6 = stablehlo.minimum %arg0, %4 : tensor<2x3xf32>
    %7 = stablehlo.subtract %6, %0 : tensor<2x3xf32>
    %8 = stablehlo.constant dense<2.0> : tensor<2x3xf32>
    %9 = stablehlo.add %8, %7 : tensor<2x3xf32>
    %10 = stablehlo.multiply %7, %9 : tensor<2x3xf32>
    %11 = stablehlo.sqrt %10 : tensor<2x3xf32>
    %12 = stablehlo.add %7, %11 : tensor<2x3xf32>
    %13 = stablehlo.select %5, %arg0, %12 : tensor<2x3xi1>, tensor<2x3xf32>
    %14 = stablehlo.abs %13 : tensor<2x3xf32>
    %15 = stablehlo.constant dense<5.000000058430487e-8> : tensor<2x3xf32>
    %16 = stablehlo.compare LT, %14, %15, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %17 = stablehlo.add %0, %13 : tensor<2x3xf32>
    %18 = stablehlo.bitcast_convert %17 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %19 = stablehlo.constant dense<1> : tensor<2x3xui32>
    %20 = stablehlo.subtract %18, %19 : tensor<2x3xui32>
    %21 = stablehlo.constant dense<2139095039> : tensor<2x3xui32>
    %22 = stablehlo.compare LT, %20, %21, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %23 = stablehlo.constant dense<-0.28999999165534973> : tensor<2x3xf32>
    %24 = stablehlo.compare LT, %23, %13, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %25 = stablehlo.constant dense<0.4099999964237213> : tensor<2x3xf32>
    %26 = stablehlo.compare LT, %13, %25, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %27 = stablehlo.and %24, %26 : tensor<2x3xi1>
    %28 = stablehlo.constant dense<0.0> : tensor<2x3xf32>
    %29 = stablehlo.constant dense<8388608> : tensor<2x3xui32>
    %30 = stablehlo.compare LT, %18, %29, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %31 = stablehlo.bitcast_convert %18 : (tensor<2x3xui32>) -> tensor<2x3xi32>
    %32 = stablehlo.convert %31 : (tensor<2x3xi32>) -> tensor<2x3xf32>
    %33 = stablehlo.bitcast_convert %32 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %34 = stablehlo.select %30, %33, %18 : tensor<2x3xi1>, tensor<2x3xui32>
    %35 = stablehlo.constant dense<1060439283> : tensor<2x3xui32>
    %36 = stablehlo.subtract %34, %35 : tensor<2x3xui32>
    %37 = stablehlo.bitcast_convert %36 : (tensor<2x3xui32>) -> tensor<2x3xi32>
    %38 = stablehlo.constant dense<23> : tensor<2x3xui32>
    %39 = stablehlo.bitcast_convert %38 : (tensor<2x3xui32>) -> tensor<2x3xi32>
    %40 = stablehlo.shift_right_arithmetic %37, %39 : tensor<2x3xi32>
    %41 = stablehlo.constant dense<149> : tensor<2x3xi32>
    %42 = stablehlo.subtract %40, %41 : tensor<2x3xi32>
    %43 = stablehlo.select %30, %42, %40 : tensor<2x3xi1>, tensor<2x3xi32>
    %44 = stablehlo.convert %43 : (tensor<2x3xi32>) -> tensor<2x3xf32>
    %45 = stablehlo.select %5, %0, %28 : tensor<2x3xi1>, tensor<2x3xf32>
    %46 = stablehlo.add %44, %45 : tensor<2x3xf32>
    %47 = stablehlo.select %27, %28, %46 : tensor<2x3xi1>, tensor<2x3xf32>
    %48 = stablehlo.constant dense<0.693359375> : tensor<2x3xf32>
    %49 = stablehlo.multiply %47, %48 : tensor<2x3xf32>
    %50 = stablehlo.constant dense<0.5> : tensor<2x3xf32>
    %51 = stablehlo.bitcast_convert %40 : (tensor<2x3xi32>) -> tensor<2x3xui32>
    %52 = stablehlo.shift_left %51, %38 : tensor<2x3xui32>
    %53 = stablehlo.subtract %34, %52 : tensor<2x3xui32>
    %54 = stablehlo.bitcast_convert %53 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %55 = stablehlo.subtract %54, %0 : tensor<2x3xf32>
    %56 = stablehlo.select %27, %13, %55 : tensor<2x3xi1>, tensor<2x3xf32>
    %57 = stablehlo.multiply %50, %56 : tensor<2x3xf32>
    %58 = stablehlo.multiply %57, %56 : tensor<2x3xf32>
    %59 = stablehlo.add %8, %56 : tensor<2x3xf32>
    %60 = stablehlo.divide %56, %59 : tensor<2x3xf32>
    %61 = stablehlo.multiply %60, %60 : tensor<2x3xf32>
    %62 = stablehlo.constant dense<0.6666677594184875> : tensor<2x3xf32>
    %63 = stablehlo.constant dense<0.399774968624115> : tensor<2x3xf32>
    %64 = stablehlo.constant dense<0.2987307608127594> : tensor<2x3xf32>
    %65 = stablehlo.multiply %61, %64 : tensor<2x3xf32>
    %66 = stablehlo.add %63, %65 : tensor<2x3xf32>
    %67 = stablehlo.multiply %61, %66 : tensor<2x3xf32>
    %68 = stablehlo.add %62, %67 : tensor<2x3xf32>
    %69 = stablehlo.multiply %61, %68 : tensor<2x3xf32>
    %70 = stablehlo.add %58, %69 : tensor<2x3xf32>
    %71 = stablehlo.multiply %60, %70 : tensor<2x3xf32>
    %72 = stablehlo.constant dense<0.00021219444170128554> : tensor<2x3xf32>
    %73 = stablehlo.multiply %47, %72 : tensor<2x3xf32>
    %74 = stablehlo.subtract %71, %73 : tensor<2x3xf32>
    %75 = stablehlo.subtract %58, %74 : tensor<2x3xf32>
    %76 = stablehlo.subtract %75, %56 : tensor<2x3xf32>
    %77 = stablehlo.subtract %49, %76 : tensor<2x3xf32>
    %78 = stablehlo.constant dense<2139095040> : tensor<2x3xui32>
    %79 = stablehlo.compare EQ, %18, %78, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %80 = stablehlo.shift_left %18, %19 : tensor<2x3xui32>
    %81 = stablehlo.constant dense<0> : tensor<2x3xui32>
    %82 = stablehlo.compare EQ, %80, %81, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %83 = stablehlo.constant dense<0xFF800000> : tensor<2x3xf32>
    %84 = stablehlo.select %82, %83, %2 : tensor<2x3xi1>, tensor<2x3xf32>
    %85 = stablehlo.select %79, %17, %84 : tensor<2x3xi1>, tensor<2x3xf32>
    %86 = stablehlo.select %22, %77, %85 : tensor<2x3xi1>, tensor<2x3xf32>
    %87 = stablehlo.select %16, %13, %86 : tensor<2x3xi1>, tensor<2x3xf32>
    %88 = stablehlo.select %3, %arg0, %87 : tensor<2x3xi1>, tensor<2x3xf32>
    %89 = stablehlo.select %1, %2, %88 : tensor<2x3xi1>, tensor<2x3xf32>
    return %89 : tensor<2x3xf32>
  }
}
