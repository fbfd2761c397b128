module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @sinh_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @sinh_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.abs %arg0 : tensor<2x3xf32>
    %1 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %2 = stablehlo.compare LT, %0, %1, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %3 = stablehlo.multiply %arg0, %arg0 : tensor<2x3xf32>
    %4 = stablehlo.constant dense<9.99999993922529e-9> : tensor<2x3xf32>
    %5 = stablehlo.compare LT, %3, %4, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %6 = stablehlo.multiply %arg0, %3 : tensor<2x3xf32>
    %7 = stablehlo.constant dense<0.1666666567325592> : tensor<2x3xf32>
    %8 = stablehlo.constant dense<0.008333351463079453> : tensor<2x3xf32>
    %9 = stablehlo.constant dense<0.000198360561626032> : tensor<2x3xf32>
    %10 = stablehlo.constant dense<0.0000028175020361231873> : tensor<2x3xf32>
    %11 = stablehlo.multiply %3, %10 : tensor<2x3xf32>
    %12 = stablehlo.add %9, %11 : tensor<2x3xf32>
    %13 = stablehlo.multiply %3, %12 : tensor<2x3xf32>
    %14 = stablehlo.add %8, %13 : tensor<2x3xf32>
    %15 = stablehlo.multiply %3, %14 : tensor<2x3xf32>
    %16 = stablehlo.add %7, %15 : tensor<2x3xf32>
    %17 = stablehlo.multiply %6, %16 : tensor<2x3xf32>
    %18 = stablehlo.add %arg0, %17 : tensor<2x3xf32>
    %19 = stablehlo.select %5, %arg0, %18 : tensor<2x3xi1>, tensor<2x3xf32>
    %20 = stablehlo.constant dense<0.0> : tensor<2x3xf32>
    %21 = stablehlo.compare LT, %arg0, %20, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %22 = stablehlo.constant dense<0.25> : tensor<2x3xf32>
    %23 = stablehlo.compare NE, %0, %0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %24 = stablehlo.constant dense<0x7FC00000> : tensor<2x3xf32>
    %25 = stablehlo.constant dense<-1.0> : tensor<2x3xf32>
    %26 = stablehlo.compare LT, %0, %25, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %27 = stablehlo.constant dense<90.0> : tensor<2x3xf32>
    %28 = stablehlo.minimum %0, %27 : tensor<2x3xf32>
    %29 = stablehlo.constant dense<1.4426950216293335> : tensor<2x3xf32>
    %30 = stablehlo.multiply %28, %29 : tensor<2x3xf32>
    %31 = stablehlo.constant dense<12582912.0> : tensor<2x3xf32>
    %32 = stablehlo.add %30, %31 : tensor<2x3xf32>
    %33 = "stablehlo.optimization_barrier"(%32) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %34 = stablehlo.subtract %33, %31 : tensor<2x3xf32>
    %35 = stablehlo.constant dense<0.693359375> : tensor<2x3xf32>
    %36 = stablehlo.multiply %34, %35 : tensor<2x3xf32>
    %37 = stablehlo.subtract %28, %36 : tensor<2x3xf32>
    %38 = "stablehlo.optimization_barrier"(%37) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %39 = stablehlo.constant dense<0.00021219444170128554> : tensor<2x3xf32>
    %40 = stablehlo.multiply %34, %39 : tensor<2x3xf32>
    %41 = stablehlo.add %38, %40 : tensor<2x3xf32>
    %42 = stablehlo.multiply %41, %41 : tensor<2x3xf32>
    %43 = stablehlo.constant dense<0.5> : tensor<2x3xf32>
    %44 = stablehlo.constant dense<0.1666654348373413> : tensor<2x3xf32>
    %45 = stablehlo.multiply %41, %44 : tensor<2x3xf32>
    %46 = stablehlo.add %43, %45 : tensor<2x3xf32>
    %47 = stablehlo.constant dense<0.04166628047823906> : tensor<2x3xf32>
    %48 = stablehlo.constant dense<0.008366644382476807> : tensor<2x3xf32>
    %49 = stablehlo.multiply %41, %48 : tensor<2x3xf32>
    %50 = stablehlo.add %47, %49 : tensor<2x3xf32>
    %51 = stablehlo.constant dense<0.001394655555486679> : tensor<2x3xf32>
    %52 = stablehlo.multiply %42, %51 : tensor<2x3xf32>
    %53 = stablehlo.add %50, %52 : tensor<2x3xf32>
    %54 = stablehlo.multiply %42, %53 : tensor<2x3xf32>
    %55 = stablehlo.add %46, %54 : tensor<2x3xf32>
    %56 = stablehlo.multiply %42, %55 : tensor<2x3xf32>
    %57 = stablehlo.add %41, %56 : tensor<2x3xf32>
    %58 = stablehlo.add %1, %57 : tensor<2x3xf32>
    %59 = stablehlo.bitcast_convert %58 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %60 = stablehlo.bitcast_convert %33 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %61 = stablehlo.constant dense<23> : tensor<2x3xui32>
    %62 = stablehlo.shift_left %60, %61 : tensor<2x3xui32>
    %63 = stablehlo.add %59, %62 : tensor<2x3xui32>
    %64 = stablehlo.constant dense<8388608> : tensor<2x3xui32>
    %65 = stablehlo.subtract %63, %64 : tensor<2x3xui32>
    %66 = stablehlo.constant dense<2139095040> : tensor<2x3xui32>
    %67 = stablehlo.minimum %65, %66 : tensor<2x3xui32>
    %68 = stablehlo.bitcast_convert %67 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %69 = stablehlo.select %26, %20, %68 : tensor<2x3xi1>, tensor<2x3xf32>
    %70 = stablehlo.select %23, %24, %69 : tensor<2x3xi1>, tensor<2x3xf32>
    %71 = stablehlo.constant dense<100000002004087730000.0> : tensor<2x3xf32>
    %72 = stablehlo.minimum %70, %71 : tensor<2x3xf32>
    %73 = stablehlo.divide %22, %72 : tensor<2x3xf32>
    %74 = stablehlo.subtract %73, %70 : tensor<2x3xf32>
    %75 = stablehlo.subtract %70, %73 : tensor<2x3xf32>
    %76 = stablehlo.select %21, %74, %75 : tensor<2x3xi1>, tensor<2x3xf32>
    %77 = stablehlo.select %2, %19, %76 : tensor<2x3xi1>, tensor<2x3xf32>
    return %77 : tensor<2x3xf32>
  }
}
