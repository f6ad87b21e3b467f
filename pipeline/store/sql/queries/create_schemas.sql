create schema if not exists work;
