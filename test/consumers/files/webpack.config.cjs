module.exports = {
  mode: 'production',
  entry: './page.js',
  output: { path: `${__dirname}/out`, filename: 'page.js', publicPath: 'auto' },
  performance: { hints: false },
}
