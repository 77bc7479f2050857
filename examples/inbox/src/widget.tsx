import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { actAs } from './caller.ts';
import { createPageClient } from './client.ts';
import { WidgetApp } from './WidgetApp.tsx';
import './styles.css';

actAs(new URLSearchParams(window.location.search).get('user') || 'ana-ortiz');

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Provider value={createPageClient()}>
      <WidgetApp />
    </Provider>
  </StrictMode>,
);
