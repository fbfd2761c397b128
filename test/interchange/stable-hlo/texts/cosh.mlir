module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @cosh_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @cosh_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.compare NE, %arg0, %arg0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %1 = stablehlo.constant dense<0x7FC00000> : tensor<2x3xf32>
    %2 = stablehlo.abs %arg0 : tensor<2x3xf32>
    %3 = stablehlo.compare NE, %2, %2, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %4 = stablehlo.constant dense<-1.0> : tensor<2x3xf32>
    %5 = stablehlo.compare LT, %2, %4, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %6 = stablehlo.constant dense<0.0> : tensor<2x3xf32>
    %7 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %8 = stablehlo.constant dense<90.0> : tensor<2x3xf32>
    %9 = stablehlo.minimum %2, %8 : tensor<2x3xf32>
    %10 = stablehlo.constant dense<1.4426950216293335> : tensor<2x3xf32>
    %11 = stablehlo.multiply %9, %10 : tensor<2x3xf32>
    %12 = stablehlo.constant dense<12582912.0> : tensor<2x3xf32>
    %13 = stablehlo.add %11, %12 : tensor<2x3xf32>
    %14 = "stablehlo.optimization_barrier"(%13) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %15 = stablehlo.subtract %14, %12 : tensor<2x3xf32>
    %16 = stablehlo.constant dense<0.693359375> : tensor<2x3xf32>
    %17 = stablehlo.multiply %15, %16 : tensor<2x3xf32>
    %18 = stablehlo.subtract %9, %17 : tensor<2x3xf32>
    %19 = "stablehlo.optimization_barrier"(%18) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %20 = stablehlo.constant dense<0.00021219444170128554> : tensor<2x3xf32>
    %21 = stablehlo.multiply %15, %20 : tensor<2x3xf32>
    %22 = stablehlo.add %19, %21 : tensor<2x3xf32>
    %23 = stablehlo.multiply %22, %22 : tensor<2x3xf32>
    %24 = stablehlo.constant dense<0.5> : tensor<2x3xf32>
    %25 = stablehlo.constant dense<0.1666654348373413> : tensor<2x3xf32>
    %26 = stablehlo.multiply %22, %25 : tensor<2x3xf32>
    %27 = stablehlo.add %24, %26 : tensor<2x3xf32>
    %28 = stablehlo.constant dense<0.04166628047823906> : tensor<2x3xf32>
    %29 = stablehlo.constant dense<0.008366644382476807> : tensor<2x3xf32>
    %30 = stablehlo.multiply %22, %29 : tensor<2x3xf32>
    %31 = stablehlo.add %28, %30 : tensor<2x3xf32>
    %32 = stablehlo.constant dense<0.001394655555486679> : tensor<2x3xf32>
    %33 = stablehlo.multiply %23, %32 : tensor<2x3xf32>
    %34 = stablehlo.add %31, %33 : tensor<2x3xf32>
    %35 = stablehlo.multiply %23, %34 : tensor<2x3xf32>
    %36 = stablehlo.add %27, %35 : tensor<2x3xf32>
    %37 = stablehlo.multiply %23, %36 : tensor<2x3xf32>
    %38 = stablehlo.add %22, %37 : tensor<2x3xf32>
    %39 = stablehlo.add %7, %38 : tensor<2x3xf32>
    %40 = stablehlo.bitcast_convert %39 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %41 = stablehlo.bitcast_convert %14 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %42 = stablehlo.constant dense<23> : tensor<2x3xui32>
    %43 = stablehlo.shift_left %41, %42 : tensor<2x3xui32>
    %44 = stablehlo.add %40, %43 : tensor<2x3xui32>
    %45 = stablehlo.constant dense<8388608> : tensor<2x3xui32>
    %46 = stablehlo.subtract %44, %45 : tensor<2x3xui32>
    %47 = stablehlo.constant dense<2139095040> : tensor<2x3xui32>
    %48 = stablehlo.minimum %46, %47 : tensor<2x3xui32>
    %49 = stablehlo.bitcast_convert %48 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %50 = stablehlo.select %5, %6, %49 : tensor<2x3xi1>, tensor<2x3xf32>
    %51 = stablehlo.select %3, %1, %50 : tensor<2x3xi1>, tensor<2x3xf32>
    %52 = stablehlo.constant dense<0.25> : tensor<2x3xf32>
    %53 = stablehlo.constant dense<100000002004087730000.0> : tensor<2x3xf32>
    %54 = stablehlo.minimum %51, %53 : tensor<2x3xf32>
    %55 = stablehlo.divide %52, %54 : tensor<2x3xf32>
    %56 = stablehlo.add %51, %55 : tensor<2x3xf32>
    %57 = stablehlo.select %0, %1, %56 : tensor<2x3xi1>, tensor<2x3xf32>
    return %57 : tensor<2x3xf32>
  }
}
