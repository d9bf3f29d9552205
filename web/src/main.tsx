// Begins the page: all of it, or only the phone of one customer (`/?as=+62…`).
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from './app.tsx'
import { Doing } from './doing.tsx'
import { OnlyPhone } from './phone/only-phone.tsx'
import { SessionProvider } from './session.tsx'
import './style.css'

const place = document.getElementById('page')
if (place === null) throw new Error('The page has no place to be drawn in.')

/** A plus in a query is a space to the browser; nobody types %2B. */
const as = new URLSearchParams(location.search.replaceAll('+', '%2B')).get('as')

createRoot(place).render(
  <StrictMode>
    <SessionProvider>
      <Doing>{as === null ? <App /> : <OnlyPhone phone={as.trim()} />}</Doing>
    </SessionProvider>
  </StrictMode>,
)
