module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @log10_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @log10_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.bitcast_convert %arg0 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %1 = stablehlo.constant dense<1> : tensor<2x3xui32>
    %2 = stablehlo.subtract %0, %1 : tensor<2x3xui32>
    %3 = stablehlo.constant dense<2139095039> : tensor<2x3xui32>
    %4 = stablehlo.compare LT, %2, %3, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %5 = stablehlo.constant dense<8388608> : tensor<2x3xui32>
    %6 = stablehlo.compare LT, %0, %5, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %7 = stablehlo.bitcast_convert %0 : (tensor<2x3xui32>) -> tensor<2x3xi32>
    %8 = stablehlo.convert %7 : (tensor<2x3xi32>) -> tensor<2x3xf32>
    %9 = stablehlo.bitcast_convert %8 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %10 = stablehlo.select %6, %9, %0 : tensor<2x3xi1>, tensor<2x3xui32>
    %11 = stablehlo.constant dense<1060439283> : tensor<2x3xui32>
    %12 = stablehlo.subtract %10, %11 : tensor<2x3xui32>
    %13 = stablehlo.bitcast_convert %12 : (tensor<2x3xui32>) -> tensor<2x3xi32>
    %14 = stablehlo.constant dense<23> : tensor<2x3xui32>
    %15 = stablehlo.bitcast_convert %14 : (tensor<2x3xui32>) -> tensor<2x3xi32>
    %16 = stablehlo.shift_right_arithmetic %13, %15 : tensor<2x3xi32>
    %17 = stablehlo.constant dense<149> : tensor<2x3xi32>
    %18 = stablehlo.subtract %16, %17 : tensor<2x3xi32>
    %19 = stablehlo.select %6, %18, %16 : tensor<2x3xi1>, tensor<2x3xi32>
    %20 = stablehlo.convert %19 : (tensor<2x3xi32>) -> tensor<2x3xf32>
    %21 = stablehlo.bitcast_convert %16 : (tensor<2x3xi32>) -> tensor<2x3xui32>
    %22 = stablehlo.shift_left %21, %14 : tensor<2x3xui32>
    %23 = stablehlo.subtract %10, %22 : tensor<2x3xui32>
    %24 = stablehlo.bitcast_convert %23 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %25 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %26 = stablehlo.subtract %24, %25 : tensor<2x3xf32>
    %27 = stablehlo.constant dense<2.0> : tensor<2x3xf32>
    %28 = stablehlo.add %27, %26 : tensor<2x3xf32>
    %29 = "stablehlo.optimization_barrier"(%28) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %30 = stablehlo.divide %26, %29 : tensor<2x3xf32>
    %31 = stablehlo.bitcast_convert %30 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %32 = stablehlo.constant dense<4294963200> : tensor<2x3xui32>
    %33 = stablehlo.and %31, %32 : tensor<2x3xui32>
    %34 = stablehlo.bitcast_convert %33 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %35 = stablehlo.constant dense<2.884765625> : tensor<2x3xf32>
    %36 = stablehlo.multiply %34, %35 : tensor<2x3xf32>
    %37 = stablehlo.bitcast_convert %29 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %38 = stablehlo.and %37, %32 : tensor<2x3xui32>
    %39 = stablehlo.bitcast_convert %38 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %40 = stablehlo.multiply %34, %39 : tensor<2x3xf32>
    %41 = stablehlo.subtract %26, %40 : tensor<2x3xf32>
    %42 = stablehlo.subtract %29, %39 : tensor<2x3xf32>
    %43 = stablehlo.multiply %34, %42 : tensor<2x3xf32>
    %44 = stablehlo.subtract %41, %43 : tensor<2x3xf32>
    %45 = stablehlo.subtract %29, %27 : tensor<2x3xf32>
    %46 = "stablehlo.optimization_barrier"(%45) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %47 = stablehlo.subtract %26, %46 : tensor<2x3xf32>
    %48 = stablehlo.multiply %34, %47 : tensor<2x3xf32>
    %49 = stablehlo.subtract %44, %48 : tensor<2x3xf32>
    %50 = stablehlo.divide %49, %29 : tensor<2x3xf32>
    %51 = stablehlo.add %34, %50 : tensor<2x3xf32>
    %52 = stablehlo.constant dense<0.0006244567921385169> : tensor<2x3xf32>
    %53 = stablehlo.multiply %51, %52 : tensor<2x3xf32>
    %54 = stablehlo.multiply %50, %35 : tensor<2x3xf32>
    %55 = stablehlo.add %53, %54 : tensor<2x3xf32>
    %56 = stablehlo.multiply %51, %51 : tensor<2x3xf32>
    %57 = stablehlo.multiply %51, %56 : tensor<2x3xf32>
    %58 = stablehlo.constant dense<0.9617967009544373> : tensor<2x3xf32>
    %59 = stablehlo.constant dense<0.5770828723907471> : tensor<2x3xf32>
    %60 = stablehlo.constant dense<0.4117053151130676> : tensor<2x3xf32>
    %61 = stablehlo.constant dense<0.3402389883995056> : tensor<2x3xf32>
    %62 = stablehlo.multiply %56, %61 : tensor<2x3xf32>
    %63 = stablehlo.add %60, %62 : tensor<2x3xf32>
    %64 = stablehlo.multiply %56, %63 : tensor<2x3xf32>
    %65 = stablehlo.add %59, %64 : tensor<2x3xf32>
    %66 = stablehlo.multiply %56, %65 : tensor<2x3xf32>
    %67 = stablehlo.add %58, %66 : tensor<2x3xf32>
    %68 = stablehlo.multiply %57, %67 : tensor<2x3xf32>
    %69 = stablehlo.add %55, %68 : tensor<2x3xf32>
    %70 = stablehlo.add %36, %69 : tensor<2x3xf32>
    %71 = stablehlo.add %20, %70 : tensor<2x3xf32>
    %72 = stablehlo.bitcast_convert %71 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %73 = stablehlo.and %72, %32 : tensor<2x3xui32>
    %74 = stablehlo.bitcast_convert %73 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %75 = stablehlo.constant dense<0.301025390625> : tensor<2x3xf32>
    %76 = stablehlo.multiply %74, %75 : tensor<2x3xf32>
    %77 = stablehlo.constant dense<0.000004605039066518657> : tensor<2x3xf32>
    %78 = stablehlo.multiply %74, %77 : tensor<2x3xf32>
    %79 = stablehlo.subtract %20, %74 : tensor<2x3xf32>
    %80 = stablehlo.add %79, %36 : tensor<2x3xf32>
    %81 = stablehlo.add %80, %69 : tensor<2x3xf32>
    %82 = stablehlo.constant dense<0.3010300099849701> : tensor<2x3xf32>
    %83 = stablehlo.multiply %81, %82 : tensor<2x3xf32>
    %84 = stablehlo.add %78, %83 : tensor<2x3xf32>
    %85 = stablehlo.add %76, %84 : tensor<2x3xf32>
    %86 = stablehlo.constant dense<2139095040> : tensor<2x3xui32>
    %87 = stablehlo.compare EQ, %0, %86, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %88 = stablehlo.shift_left %0, %1 : tensor<2x3xui32>
    %89 = stablehlo.constant dense<0> : tensor<2x3xui32>
    %90 = stablehlo.compare EQ, %88, %89, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %91 = stablehlo.constant dense<0xFF800000> : tensor<2x3xf32>
    %92 = stablehlo.constant dense<0x7FC00000> : tensor<2x3xf32>
    %93 = stablehlo.select %90, %91, %92 : tensor<2x3xi1>, tensor<2x3xf32>
    %94 = stablehlo.select %87, %arg0, %93 : tensor<2x3xi1>, tensor<2x3xf32>
    %95 = stablehlo.select %4, %85, %94 : tensor<2x3xi1>, tensor<2x3xf32>
    return %95 : tensor<2x3xf32>
  }
}
