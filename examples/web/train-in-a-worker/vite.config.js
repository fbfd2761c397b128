// Without a GPU the `cpu` backend runs on all cores if the page is cross-origin isolated, else on one.
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

export default { server: { headers }, preview: { headers } }
