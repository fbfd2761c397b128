module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @hurwitz2_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @hurwitz2_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.constant dense<0.0> : tensor<2x3xf32>
    %1 = stablehlo.compare LT, %arg0, %0, FLOAT : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %2 = stablehlo.constant dense<0x7FC00000> : tensor<2x3xf32>
    %3 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %4 = stablehlo.constant dense<8.0> : tensor<2x3xf32>
    %5 = stablehlo.add %arg0, %4 : tensor<2x3xf32>
    %6 = stablehlo.divide %3, %5 : tensor<2x3xf32>
    %7 = stablehlo.multiply %6, %6 : tensor<2x3xf32>
    %8 = stablehlo.multiply %5, %3 : tensor<2x3xf32>
    %9 = stablehlo.constant dense<0.5> : tensor<2x3xf32>
    %10 = stablehlo.constant dense<0.1666666716337204> : tensor<2x3xf32>
    %11 = stablehlo.constant dense<-0.03333333507180214> : tensor<2x3xf32>
    %12 = stablehlo.constant dense<0.02380952425301075> : tensor<2x3xf32>
    %13 = stablehlo.multiply %7, %12 : tensor<2x3xf32>
    %14 = stablehlo.add %11, %13 : tensor<2x3xf32>
    %15 = stablehlo.multiply %7, %14 : tensor<2x3xf32>
    %16 = stablehlo.add %10, %15 : tensor<2x3xf32>
    %17 = stablehlo.multiply %6, %16 : tensor<2x3xf32>
    %18 = stablehlo.add %9, %17 : tensor<2x3xf32>
    %19 = stablehlo.add %8, %18 : tensor<2x3xf32>
    %20 = stablehlo.constant dense<3.4028234663852886e+38> : tensor<2x3xf32>
    %21 = stablehlo.minimum %19, %20 : tensor<2x3xf32>
    %22 = stablehlo.multiply %7, %21 : tensor<2x3xf32>
    %23 = stablehlo.constant dense<7.0> : tensor<2x3xf32>
    %24 = stablehlo.add %arg0, %23 : tensor<2x3xf32>
    %25 = stablehlo.divide %3, %24 : tensor<2x3xf32>
    %26 = stablehlo.multiply %25, %25 : tensor<2x3xf32>
    %27 = stablehlo.add %22, %26 : tensor<2x3xf32>
    %28 = stablehlo.constant dense<6.0> : tensor<2x3xf32>
    %29 = stablehlo.add %arg0, %28 : tensor<2x3xf32>
    %30 = stablehlo.divide %3, %29 : tensor<2x3xf32>
    %31 = stablehlo.multiply %30, %30 : tensor<2x3xf32>
    %32 = stablehlo.add %27, %31 : tensor<2x3xf32>
    %33 = stablehlo.constant dense<5.0> : tensor<2x3xf32>
    %34 = stablehlo.add %arg0, %33 : tensor<2x3xf32>
    %35 = stablehlo.divide %3, %34 : tensor<2x3xf32>
    %36 = stablehlo.multiply %35, %35 : tensor<2x3xf32>
    %37 = stablehlo.add %32, %36 : tensor<2x3xf32>
    %38 = stablehlo.constant dense<4.0> : tensor<2x3xf32>
    %39 = stablehlo.add %arg0, %38 : tensor<2x3xf32>
    %40 = stablehlo.divide %3, %39 : tensor<2x3xf32>
    %41 = stablehlo.multiply %40, %40 : tensor<2x3xf32>
    %42 = stablehlo.add %37, %41 : tensor<2x3xf32>
    %43 = stablehlo.constant dense<3.0> : tensor<2x3xf32>
    %44 = stablehlo.add %arg0, %43 : tensor<2x3xf32>
    %45 = stablehlo.divide %3, %44 : tensor<2x3xf32>
    %46 = stablehlo.multiply %45, %45 : tensor<2x3xf32>
    %47 = stablehlo.add %42, %46 : tensor<2x3xf32>
    %48 = stablehlo.constant dense<2.0> : tensor<2x3xf32>
    %49 = stablehlo.add %arg0, %48 : tensor<2x3xf32>
    %50 = stablehlo.divide %3, %49 : tensor<2x3xf32>
    %51 = stablehlo.multiply %50, %50 : tensor<2x3xf32>
    %52 = stablehlo.add %47, %51 : tensor<2x3xf32>
    %53 = stablehlo.add %arg0, %3 : tensor<2x3xf32>
    %54 = stablehlo.divide %3, %53 : tensor<2x3xf32>
    %55 = stablehlo.multiply %54, %54 : tensor<2x3xf32>
    %56 = stablehlo.add %52, %55 : tensor<2x3xf32>
    %57 = stablehlo.add %arg0, %0 : tensor<2x3xf32>
    %58 = stablehlo.divide %3, %57 : tensor<2x3xf32>
    %59 = stablehlo.multiply %58, %58 : tensor<2x3xf32>
    %60 = stablehlo.add %56, %59 : tensor<2x3xf32>
    %61 = stablehlo.select %1, %2, %60 : tensor<2x3xi1>, tensor<2x3xf32>
    return %61 : tensor<2x3xf32>
  }
}
