module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @erfc_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @erfc_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.compare NE, %arg0, %arg0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %1 = stablehlo.constant dense<0x7FC00000> : tensor<2x3xf32>
    %2 = stablehlo.constant dense<0.0> : tensor<2x3xf32>
    %3 = stablehlo.compare LT, %arg0, %2, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %4 = stablehlo.constant dense<2.0> : tensor<2x3xf32>
    %5 = stablehlo.abs %arg0 : tensor<2x3xf32>
    %6 = stablehlo.constant dense<10.0> : tensor<2x3xf32>
    %7 = stablehlo.minimum %5, %6 : tensor<2x3xf32>
    %8 = stablehlo.multiply %7, %7 : tensor<2x3xf32>
    %9 = "stablehlo.optimization_barrier"(%8) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %10 = stablehlo.constant dense<-1.0> : tensor<2x3xf32>
    %11 = stablehlo.multiply %9, %10 : tensor<2x3xf32>
    %12 = stablehlo.constant dense<-84.54000091552734> : tensor<2x3xf32>
    %13 = stablehlo.compare LT, %11, %12, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %14 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %15 = stablehlo.multiply %4, %7 : tensor<2x3xf32>
    %16 = stablehlo.add %14, %15 : tensor<2x3xf32>
    %17 = stablehlo.divide %14, %16 : tensor<2x3xf32>
    %18 = stablehlo.constant dense<0.8716203570365906> : tensor<2x3xf32>
    %19 = stablehlo.constant dense<0.8008372783660889> : tensor<2x3xf32>
    %20 = stablehlo.constant dense<0.3631470799446106> : tensor<2x3xf32>
    %21 = stablehlo.constant dense<0.08359067142009735> : tensor<2x3xf32>
    %22 = stablehlo.constant dense<0.0073180897161364555> : tensor<2x3xf32>
    %23 = stablehlo.multiply %7, %22 : tensor<2x3xf32>
    %24 = stablehlo.add %21, %23 : tensor<2x3xf32>
    %25 = stablehlo.multiply %7, %24 : tensor<2x3xf32>
    %26 = stablehlo.add %20, %25 : tensor<2x3xf32>
    %27 = stablehlo.multiply %7, %26 : tensor<2x3xf32>
    %28 = stablehlo.add %19, %27 : tensor<2x3xf32>
    %29 = stablehlo.multiply %7, %28 : tensor<2x3xf32>
    %30 = stablehlo.add %18, %29 : tensor<2x3xf32>
    %31 = stablehlo.multiply %7, %30 : tensor<2x3xf32>
    %32 = stablehlo.constant dense<2.3606462478637695> : tensor<2x3xf32>
    %33 = stablehlo.constant dense<2.388880491256714> : tensor<2x3xf32>
    %34 = stablehlo.constant dense<1.313387155532837> : tensor<2x3xf32>
    %35 = stablehlo.constant dense<0.4008958339691162> : tensor<2x3xf32>
    %36 = stablehlo.constant dense<0.05699659138917923> : tensor<2x3xf32>
    %37 = stablehlo.multiply %7, %36 : tensor<2x3xf32>
    %38 = stablehlo.add %35, %37 : tensor<2x3xf32>
    %39 = stablehlo.multiply %7, %38 : tensor<2x3xf32>
    %40 = stablehlo.add %34, %39 : tensor<2x3xf32>
    %41 = stablehlo.multiply %7, %40 : tensor<2x3xf32>
    %42 = stablehlo.add %33, %41 : tensor<2x3xf32>
    %43 = stablehlo.multiply %7, %42 : tensor<2x3xf32>
    %44 = stablehlo.add %32, %43 : tensor<2x3xf32>
    %45 = stablehlo.multiply %7, %44 : tensor<2x3xf32>
    %46 = stablehlo.add %14, %45 : tensor<2x3xf32>
    %47 = stablehlo.divide %31, %46 : tensor<2x3xf32>
    %48 = stablehlo.constant dense<1.4426950216293335> : tensor<2x3xf32>
    %49 = stablehlo.multiply %11, %48 : tensor<2x3xf32>
    %50 = stablehlo.constant dense<12582912.0> : tensor<2x3xf32>
    %51 = stablehlo.add %49, %50 : tensor<2x3xf32>
    %52 = "stablehlo.optimization_barrier"(%51) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %53 = stablehlo.subtract %52, %50 : tensor<2x3xf32>
    %54 = stablehlo.constant dense<0.693359375> : tensor<2x3xf32>
    %55 = stablehlo.multiply %53, %54 : tensor<2x3xf32>
    %56 = stablehlo.subtract %11, %55 : tensor<2x3xf32>
    %57 = "stablehlo.optimization_barrier"(%56) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %58 = stablehlo.constant dense<0.00021219444170128554> : tensor<2x3xf32>
    %59 = stablehlo.multiply %53, %58 : tensor<2x3xf32>
    %60 = stablehlo.bitcast_convert %7 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %61 = stablehlo.constant dense<4294963200> : tensor<2x3xui32>
    %62 = stablehlo.and %60, %61 : tensor<2x3xui32>
    %63 = stablehlo.bitcast_convert %62 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %64 = stablehlo.multiply %63, %63 : tensor<2x3xf32>
    %65 = stablehlo.subtract %64, %9 : tensor<2x3xf32>
    %66 = stablehlo.subtract %7, %63 : tensor<2x3xf32>
    %67 = stablehlo.add %7, %63 : tensor<2x3xf32>
    %68 = stablehlo.multiply %66, %67 : tensor<2x3xf32>
    %69 = stablehlo.add %65, %68 : tensor<2x3xf32>
    %70 = stablehlo.multiply %69, %10 : tensor<2x3xf32>
    %71 = stablehlo.add %59, %70 : tensor<2x3xf32>
    %72 = stablehlo.add %57, %71 : tensor<2x3xf32>
    %73 = stablehlo.multiply %72, %72 : tensor<2x3xf32>
    %74 = stablehlo.constant dense<0.5> : tensor<2x3xf32>
    %75 = stablehlo.constant dense<0.1666654348373413> : tensor<2x3xf32>
    %76 = stablehlo.multiply %72, %75 : tensor<2x3xf32>
    %77 = stablehlo.add %74, %76 : tensor<2x3xf32>
    %78 = stablehlo.constant dense<0.04166628047823906> : tensor<2x3xf32>
    %79 = stablehlo.constant dense<0.008366644382476807> : tensor<2x3xf32>
    %80 = stablehlo.multiply %72, %79 : tensor<2x3xf32>
    %81 = stablehlo.add %78, %80 : tensor<2x3xf32>
    %82 = stablehlo.constant dense<0.001394655555486679> : tensor<2x3xf32>
    %83 = stablehlo.multiply %73, %82 : tensor<2x3xf32>
    %84 = stablehlo.add %81, %83 : tensor<2x3xf32>
    %85 = stablehlo.multiply %73, %84 : tensor<2x3xf32>
    %86 = stablehlo.add %77, %85 : tensor<2x3xf32>
    %87 = stablehlo.multiply %73, %86 : tensor<2x3xf32>
    %88 = stablehlo.add %72, %87 : tensor<2x3xf32>
    %89 = stablehlo.add %47, %88 : tensor<2x3xf32>
    %90 = stablehlo.multiply %47, %88 : tensor<2x3xf32>
    %91 = stablehlo.add %89, %90 : tensor<2x3xf32>
    %92 = stablehlo.multiply %17, %91 : tensor<2x3xf32>
    %93 = stablehlo.add %17, %92 : tensor<2x3xf32>
    %94 = stablehlo.bitcast_convert %93 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %95 = stablehlo.bitcast_convert %52 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %96 = stablehlo.constant dense<23> : tensor<2x3xui32>
    %97 = stablehlo.shift_left %95, %96 : tensor<2x3xui32>
    %98 = stablehlo.add %94, %97 : tensor<2x3xui32>
    %99 = stablehlo.bitcast_convert %98 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %100 = stablehlo.select %13, %2, %99 : tensor<2x3xi1>, tensor<2x3xf32>
    %101 = stablehlo.subtract %4, %100 : tensor<2x3xf32>
    %102 = stablehlo.select %3, %101, %100 : tensor<2x3xi1>, tensor<2x3xf32>
    %103 = stablehlo.select %0, %1, %102 : tensor<2x3xi1>, tensor<2x3xf32>
    return %103 : tensor<2x3xf32>
  }
}
