import { type Theme, useRoute } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import { defineAsyncComponent, h, nextTick, onMounted, watch } from 'vue'
import { showTypes } from './hovers.js'
import Mistake from './Mistake.vue'
import './style.css'

/** The home page has no `main` of its own. */
const nameMain = async (): Promise<void> => {
  await nextTick()
  const content = document.getElementById('VPContent')
  if (content?.querySelector('main')) content.removeAttribute('role')
  else content?.setAttribute('role', 'main')
}

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'home-hero-image': () => h(Mistake) }),
  setup: () => {
    const route = useRoute()
    onMounted(nameMain)
    onMounted(showTypes)
    watch(() => route.path, nameMain, { flush: 'post' })
  },
  enhanceApp: ({ app }) => {
    app.component(
      'Playground',
      defineAsyncComponent(() => import('../playground/Playground.vue')),
    )
  },
} satisfies Theme
