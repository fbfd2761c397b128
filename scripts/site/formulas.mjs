/*
 * The formulas of pages of the API, as they are set in books: TeX, by name. What a docstring says in code stays there, for editors. `x` is the operand, `y` the target; of optimisers `p` is a parameter, `g` its gradient, `\eta` the rate.
 */

const moments = String.raw`m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t,\quad v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2,\quad \hat m_t = \frac{m_t}{1 - \beta_1^t},\quad \hat v_t = \frac{v_t}{1 - \beta_2^t}`
const normalised = String.raw`y = \gamma\,\frac{x - \mathrm{E}[x]}{\sqrt{\mathrm{Var}[x] + \varepsilon}} + \beta`
const meanOver = String.raw`\frac{1}{n}\sum_{i=1}^{n}`

/** @type {Readonly<Record<string, string>>} */
export const formulas = {
  // functions
  celu: String.raw`\max(0, x) + \min\!\left(0, \alpha\left(e^{x/\alpha} - 1\right)\right)`,
  digamma: String.raw`\psi(x) = \frac{\Gamma'(x)}{\Gamma(x)}`,
  elu: String.raw`\begin{cases} x & x > 0 \\ \alpha\,(e^x - 1) & x \le 0 \end{cases}`,
  erf: String.raw`\frac{2}{\sqrt{\pi}} \int_0^x e^{-t^2}\,dt`,
  erfc: String.raw`1 - \operatorname{erf}(x) = \frac{2}{\sqrt{\pi}} \int_x^\infty e^{-t^2}\,dt`,
  gelu: String.raw`x\,\Phi(x) = \frac{x}{2}\left(1 + \operatorname{erf}\frac{x}{\sqrt 2}\right)`,
  hardSigmoid: String.raw`\min\!\left(1, \max\!\left(0, \frac{x + 3}{6}\right)\right)`,
  hardSwish: String.raw`x \cdot \min\!\left(1, \max\!\left(0, \frac{x + 3}{6}\right)\right)`,
  hypot: String.raw`\sqrt{a^2 + b^2}`,
  i0: String.raw`I_0(x) = \sum_{k=0}^{\infty} \frac{(x/2)^{2k}}{(k!)^2}`,
  i1: String.raw`I_1(x) = \sum_{k=0}^{\infty} \frac{(x/2)^{2k+1}}{k!\,(k+1)!}`,
  leakyRelu: String.raw`\begin{cases} x & x > 0 \\ \alpha\,x & x \le 0 \end{cases}`,
  lgamma: String.raw`\ln\left|\Gamma(x)\right|`,
  logAddExp: String.raw`\ln\left(e^a + e^b\right)`,
  logSigmoid: String.raw`-\ln\left(1 + e^{-x}\right)`,
  logSoftmax: String.raw`x_i - \ln \sum_j e^{x_j}`,
  logSumExp: String.raw`\ln \sum_i e^{x_i}`,
  mish: String.raw`x \tanh\left(\ln\left(1 + e^x\right)\right)`,
  relu: String.raw`\max(0, x)`,
  relu6: String.raw`\min(6, \max(0, x))`,
  selu: String.raw`\lambda \begin{cases} x & x > 0 \\ \alpha\,(e^x - 1) & x \le 0 \end{cases} \qquad \alpha \approx 1.6733,\ \lambda \approx 1.0507`,
  sigmoid: String.raw`\sigma(x) = \frac{1}{1 + e^{-x}}`,
  silu: String.raw`x\,\sigma(x) = \frac{x}{1 + e^{-x}}`,
  softmax: String.raw`\frac{e^{x_i}}{\sum_j e^{x_j}}`,
  softplus: String.raw`\ln\left(1 + e^x\right)`,
  softsign: String.raw`\frac{x}{1 + |x|}`,
  tanh: String.raw`\frac{e^x - e^{-x}}{e^x + e^{-x}}`,

  // sums and products
  cumsum: String.raw`y_i = \sum_{j \le i} x_j`,
  cumprod: String.raw`y_i = \prod_{j \le i} x_j`,
  mean: String.raw`\mu = \frac{1}{n} \sum_{i=1}^n x_i`,
  variance: String.raw`\frac{1}{n} \sum_{i=1}^n (x_i - \mu)^2`,
  std: String.raw`\sqrt{\frac{1}{n} \sum_{i=1}^n (x_i - \mu)^2}`,
  matmul: String.raw`y_{ij} = \sum_k a_{ik}\, b_{kj}`,
  outer: String.raw`y_{ij} = a_i\, b_j`,
  expm: String.raw`e^{A} = \sum_{k=0}^{\infty} \frac{A^k}{k!}`,
  cholesky: String.raw`A = L L^{\mathsf T}`,
  qr: String.raw`A = Q R,\quad Q^{\mathsf T} Q = I`,
  svd: String.raw`A = U \operatorname{diag}(s)\, V^{\mathsf T}`,
  eigh: String.raw`A = V \operatorname{diag}(w)\, V^{\mathsf T}`,
  lstsq: String.raw`\operatorname*{arg\,min}_x \lVert A x - b \rVert_2`,
  solve: 'A x = b',
  scaledDotProductAttention: String.raw`\operatorname{softmax}\!\left(\frac{Q K^{\mathsf T}}{\sqrt{d}}\right) V`,
  conv: String.raw`y_{p,o} = \sum_{k}\sum_{c} x_{s p + d k,\,c}\; w_{k,c,o} \qquad s \text{ stride},\ d \text{ dilation}`,

  // losses
  binaryCrossEntropy: String.raw`${meanOver} -z_i \ln p_i - (1 - z_i) \ln (1 - p_i)`,
  categoricalCrossEntropy: String.raw`${meanOver} -\ln p_{i,\,y_i}`,
  softmaxCrossEntropy: String.raw`${meanOver} \left(\ln \sum_k e^{x_{ik}} - x_{i,\,y_i}\right)`,
  sigmoidBinaryCrossEntropy: String.raw`${meanOver} \ln\left(1 + e^{x_i}\right) - z_i x_i`,
  contrastive: String.raw`${meanOver} s_i\, d_i^2 + (1 - s_i) \max(0,\, m - d_i)^2`,
  focal: String.raw`${meanOver} -(1 - q_i)^\gamma \ln q_i`,
  gaussianNll: String.raw`${meanOver} \frac{1}{2}\left(\ln \sigma_i^2 + \frac{(\mu_i - y_i)^2}{\sigma_i^2}\right)`,
  hinge: String.raw`${meanOver} \max(0,\, 1 - y_i x_i)`,
  huber: String.raw`${meanOver} \begin{cases} e_i^2 / 2 & |e_i| \le \delta \\ \delta\,(|e_i| - \delta / 2) & |e_i| > \delta \end{cases}`,
  klDivergence: String.raw`${meanOver} \sum_k p_{ik} \left(\ln p_{ik} - \ln q_{ik}\right)`,
  meanAbsoluteError: String.raw`${meanOver} |x_i - y_i|`,
  meanSquaredError: String.raw`${meanOver} (x_i - y_i)^2`,

  // optimisers
  sgd: String.raw`p_t = p_{t-1} - \eta\, g_t`,
  momentum: String.raw`v_t = \mu v_{t-1} + g_t,\quad p_t = p_{t-1} - \eta\, v_t`,
  nesterov: String.raw`v_t = \mu v_{t-1} + g_t,\quad p_t = p_{t-1} - \eta\,(g_t + \mu v_t)`,
  adagrad: String.raw`s_t = s_{t-1} + g_t^2,\quad p_t = p_{t-1} - \eta\, \frac{g_t}{\sqrt{s_t + \varepsilon}}`,
  rmsprop: String.raw`s_t = \rho s_{t-1} + (1 - \rho) g_t^2,\quad p_t = p_{t-1} - \eta\, \frac{g_t}{\sqrt{s_t} + \varepsilon}`,
  adadelta: String.raw`s_t = \rho s_{t-1} + (1 - \rho) g_t^2,\quad u_t = g_t\, \frac{\sqrt{d_{t-1} + \varepsilon}}{\sqrt{s_t + \varepsilon}},\quad d_t = \rho d_{t-1} + (1 - \rho) u_t^2,\quad p_t = p_{t-1} - \eta\, u_t`,
  adam: String.raw`${moments},\quad p_t = p_{t-1} - \eta\, \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}`,
  adamw: String.raw`${moments},\quad p_t = p_{t-1} - \eta \left(\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} + \lambda\, p_{t-1}\right)`,
  lion: String.raw`u_t = \operatorname{sign}(\beta_1 m_{t-1} + (1 - \beta_1) g_t) + \lambda\, p_{t-1},\quad m_t = \beta_2 m_{t-1} + (1 - \beta_2) g_t,\quad p_t = p_{t-1} - \eta\, u_t`,
  clipByGlobalNorm: String.raw`g \leftarrow g\, \frac{c}{\max(\lVert g \rVert_2,\, c)}`,

  // schedules
  cosineDecay: String.raw`\eta_t = \frac{\eta_0}{2} \left(1 + \cos \frac{\pi t}{T}\right)`,
  exponentialDecay: String.raw`\eta_t = \eta_0\, \gamma^{\,t / T}`,
  inverseSqrt: String.raw`\eta_t = \eta\, \min\!\left(\frac{t}{w},\, \sqrt{\frac{w}{t}}\right)`,
  polynomialDecay: String.raw`\eta_t = \eta_T + (\eta_0 - \eta_T) \left(1 - \frac{t}{T}\right)^{k}`,

  // layers
  dense: 'y = x W + b',
  batchNorm: normalised,
  layerNorm: normalised,
  groupNorm: normalised,
  instanceNorm: normalised,
  rmsNorm: String.raw`y = \gamma\, \frac{x}{\sqrt{\mathrm{E}[x^2] + \varepsilon}}`,
  prelu: String.raw`\begin{cases} x & x > 0 \\ a\,x & x \le 0 \end{cases} \qquad a \text{ is learned}`,
  residual: 'y = x + f(x)',
}
