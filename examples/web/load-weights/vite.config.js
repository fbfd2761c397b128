// Of a file that is not there the server says so, and does not answer with index.html, as it would for an app of one page.
export default { appType: 'mpa' }
