import { readFileSync, watch } from 'node:fs';
import { fileURLToPath } from 'node:url';
import starlight from '@astrojs/starlight';
import { defineConfig, passthroughImageService } from 'astro/config';
import starlightLinksValidator from 'starlight-links-validator';
import { findPages, prepareSite, repositoryOf, sidebarOf } from './prepare.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  trailingSlash: 'always',
  image: { service: passthroughImageService() },
  devToolbar: { enabled: false },
  vite: { server: { fs: { allow: [ROOT] } } },
  integrations: [
    {
      name: 'pages',
      hooks: {
        'astro:config:setup': ({ config }) => prepareSite(ROOT, config.base),
        'astro:server:setup': ({ server, logger }) => {
          const watcher = watch(`${ROOT}docs`, { recursive: true }, () => {
            try {
              prepareSite(ROOT, server.config.base);
            } catch (error) {
              logger.error((error as Error).message);
            }
          });
          server.httpServer?.on('close', () => watcher.close());
        },
      },
    },
    starlight({
      title: 'kommunicate-graphql',
      description: 'A GraphQL gateway in front of the Kommunicate customer-chat REST API.',
      logo: { src: '../docs/images/logo.svg', alt: '' },
      favicon: '/images/logo.svg',
      social: [{ icon: 'github', label: 'Source code', href: repositoryOf(ROOT) }],
      sidebar: sidebarOf(readFileSync(`${ROOT}docs/README.md`, 'utf8'), findPages(ROOT)),
      customCss: ['./src/styles/site.css'],
      // A comment in the first line of an example is not the name of a file.
      expressiveCode: { frames: { extractFileNameFromCode: false } },
      plugins: [starlightLinksValidator({ errorOnLocalLinks: false })],
    }),
  ],
});
