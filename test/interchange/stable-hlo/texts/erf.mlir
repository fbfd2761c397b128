module @typegrad {
  func.func public @main(
      %arg0: tensor<2x3xf32>
  ) -> (
      tensor<2x3xf32> {jax.result_info = "result0"}
  ) {
    %0 = func.call @erf_f32_2x3(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
  func.func private @erf_f32_2x3(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = stablehlo.abs %arg0 : tensor<2x3xf32>
    %1 = stablehlo.bitcast_convert %0 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %2 = stablehlo.constant dense<1065353217> : tensor<2x3xui32>
    %3 = stablehlo.subtract %1, %2 : tensor<2x3xui32>
    %4 = stablehlo.constant dense<1073741824> : tensor<2x3xui32>
    %5 = stablehlo.compare LT, %3, %4, UNSIGNED : (tensor<2x3xui32>, tensor<2x3xui32>) -> tensor<2x3xi1>
    %6 = stablehlo.constant dense<1.0> : tensor<2x3xf32>
    %7 = stablehlo.constant dense<0.9963780045509338> : tensor<2x3xf32>
    %8 = stablehlo.constant dense<4.0> : tensor<2x3xf32>
    %9 = stablehlo.minimum %0, %8 : tensor<2x3xf32>
    %10 = stablehlo.constant dense<0.1597185581922531> : tensor<2x3xf32>
    %11 = stablehlo.constant dense<0.048420365899801254> : tensor<2x3xf32>
    %12 = stablehlo.constant dense<0.07480248063802719> : tensor<2x3xf32>
    %13 = stablehlo.constant dense<-0.03370216116309166> : tensor<2x3xf32>
    %14 = stablehlo.constant dense<0.017999138683080673> : tensor<2x3xf32>
    %15 = stablehlo.constant dense<-0.00405218917876482> : tensor<2x3xf32>
    %16 = stablehlo.constant dense<0.0005478952662087977> : tensor<2x3xf32>
    %17 = stablehlo.multiply %9, %16 : tensor<2x3xf32>
    %18 = stablehlo.add %15, %17 : tensor<2x3xf32>
    %19 = stablehlo.multiply %9, %18 : tensor<2x3xf32>
    %20 = stablehlo.add %14, %19 : tensor<2x3xf32>
    %21 = stablehlo.multiply %9, %20 : tensor<2x3xf32>
    %22 = stablehlo.add %13, %21 : tensor<2x3xf32>
    %23 = stablehlo.multiply %9, %22 : tensor<2x3xf32>
    %24 = stablehlo.add %12, %23 : tensor<2x3xf32>
    %25 = stablehlo.multiply %9, %24 : tensor<2x3xf32>
    %26 = stablehlo.add %11, %25 : tensor<2x3xf32>
    %27 = stablehlo.multiply %9, %26 : tensor<2x3xf32>
    %28 = stablehlo.add %10, %27 : tensor<2x3xf32>
    %29 = stablehlo.multiply %9, %28 : tensor<2x3xf32>
    %30 = stablehlo.add %7, %29 : tensor<2x3xf32>
    %31 = stablehlo.multiply %30, %30 : tensor<2x3xf32>
    %32 = stablehlo.multiply %31, %31 : tensor<2x3xf32>
    %33 = stablehlo.multiply %32, %32 : tensor<2x3xf32>
    %34 = stablehlo.divide %6, %33 : tensor<2x3xf32>
    %35 = stablehlo.subtract %6, %34 : tensor<2x3xf32>
    %36 = stablehlo.bitcast_convert %35 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %37 = stablehlo.bitcast_convert %arg0 : (tensor<2x3xf32>) -> tensor<2x3xui32>
    %38 = stablehlo.constant dense<2147483648> : tensor<2x3xui32>
    %39 = stablehlo.and %37, %38 : tensor<2x3xui32>
    %40 = stablehlo.or %36, %39 : tensor<2x3xui32>
    %41 = stablehlo.bitcast_convert %40 : (tensor<2x3xui32>) -> tensor<2x3xf32>
    %42 = stablehlo.constant dense<1.128379225730896> : tensor<2x3xf32>
    %43 = stablehlo.multiply %arg0, %arg0 : tensor<2x3xf32>
    %44 = stablehlo.constant dense<-0.3761262595653534> : tensor<2x3xf32>
    %45 = stablehlo.constant dense<0.11283578723669052> : tensor<2x3xf32>
    %46 = stablehlo.constant dense<-0.026853347197175026> : tensor<2x3xf32>
    %47 = stablehlo.constant dense<0.005187162198126316> : tensor<2x3xf32>
    %48 = stablehlo.constant dense<-0.0007997853099368513> : tensor<2x3xf32>
    %49 = stablehlo.constant dense<0.00007806903886375949> : tensor<2x3xf32>
    %50 = stablehlo.multiply %43, %49 : tensor<2x3xf32>
    %51 = stablehlo.add %48, %50 : tensor<2x3xf32>
    %52 = stablehlo.multiply %43, %51 : tensor<2x3xf32>
    %53 = stablehlo.add %47, %52 : tensor<2x3xf32>
    %54 = stablehlo.multiply %43, %53 : tensor<2x3xf32>
    %55 = stablehlo.add %46, %54 : tensor<2x3xf32>
    %56 = stablehlo.multiply %43, %55 : tensor<2x3xf32>
    %57 = stablehlo.add %45, %56 : tensor<2x3xf32>
    %58 = stablehlo.multiply %43, %57 : tensor<2x3xf32>
    %59 = stablehlo.add %44, %58 : tensor<2x3xf32>
    %60 = stablehlo.multiply %43, %59 : tensor<2x3xf32>
    %61 = stablehlo.add %42, %60 : tensor<2x3xf32>
    %62 = stablehlo.multiply %arg0, %61 : tensor<2x3xf32>
    %63 = stablehlo.select %5, %41, %62 : tensor<2x3xi1>, tensor<2x3xf32>
    return %63 : tensor<2x3xf32>
  }
}
