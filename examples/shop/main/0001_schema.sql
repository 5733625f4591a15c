create schema shop;
create extension if not exists pgcrypto;
